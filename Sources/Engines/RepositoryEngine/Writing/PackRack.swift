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

    init(_ kind: BlobKind, open: Int, key: MasterKey) {
        self.kind = kind
        self.key = key
        slots = (0..<open).map { _ in Slot() }
    }

    /// Adds a blob; gives a pack that has become full by it.
    func add(_ sealed: Span<UInt8>, _ blob: BlobSealer.Made) -> FinishedPack? {
        let slot = slots[Int.random(in: 0..<slots.count)]
        return slot.draft.withLock { open -> FinishedPack? in
            if open == nil { open = PackDraft(kind) }
            open?.append(sealed, blob)
            guard open?.isFull() == true, let full = open.take() else { return nil }
            var sealer = RepositorySealer(key)
            return full.finish(&sealer)
        }
    }

    /// What is in packs that are not full.
    func takeAll() -> [FinishedPack] {
        var packs: [FinishedPack] = []
        for slot in slots {
            let pack = slot.draft.withLock { open -> FinishedPack? in
                guard let draft = open.take() else { return nil }
                var sealer = RepositorySealer(key)
                return draft.finish(&sealer)
            }
            if let pack { packs.append(pack) }
        }
        return packs
    }
}
