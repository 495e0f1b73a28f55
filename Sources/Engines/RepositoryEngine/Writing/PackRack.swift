internal import Synchronization

/// The packs of one kind that are open. A blob goes into one of them by chance, so that nobody can
/// tell from the order of blobs in a pack what lay beside each other in a file.
final class PackRack: Sendable {
    /// What the format's own writer has open for data.
    static let dataOpen = 2

    private final class Slot: Sendable {
        let draft: Mutex<PackDraft?>

        init() {
            draft = Mutex(nil)
        }
    }

    private let kind: BlobKind
    private let slots: [Slot]
    private let key: MasterKey
    private let spools: PackSpools?

    init(_ kind: BlobKind, open: Int, key: MasterKey, in spools: PackSpools? = nil) {
        self.spools = spools
        self.kind = kind
        self.key = key
        slots = (0..<open).map { _ in Slot() }
    }

    /// Adds a blob; gives a pack that has become full by it.
    func add(_ sealed: Span<UInt8>, _ blob: BlobSealer.Made) throws -> FinishedPack? {
        let slot = slots[Int.random(in: 0..<slots.count)]
        return try slot.draft.withLock { open -> FinishedPack? in
            if open == nil { open = try PackDraft(kind, in: spools) }
            try open?.append(sealed, blob)
            guard open?.isFull() == true, let full = open.take() else { return nil }
            return try finish(full)
        }
    }

    /// What is in packs that are not full; those that fit into one come as one.
    func takeAll() throws -> [FinishedPack] {
        var packs: [FinishedPack] = []
        var open: PackDraft?
        for slot in slots {
            guard let draft = slot.draft.withLock({ $0.take() }) else { continue }
            guard var last = open.take() else {
                open = consume draft
                continue
            }
            if last.length + draft.length <= RepositoryLimits.packSizeStandard {
                try last.absorb(draft)
            } else {
                packs.append(try finish(draft))
            }
            open = consume last
        }
        if let last = open.take() { packs.append(try finish(last)) }
        return packs
    }

    private func finish(_ draft: consuming PackDraft) throws -> FinishedPack {
        var sealer = RepositorySealer(key)
        return try draft.finish(&sealer)
    }
}
