internal import Cryptography
internal import Engine
internal import Storage
internal import Values

/// Holds what the journal says against what lies in the vault.
struct ResumeCheck {
    private let vault: ArchiveVault
    private let layout: SnapshotLayout
    private let readsBack: Bool
    /// What a person should know.
    private(set) var notes: [String] = []

    init(_ vault: ArchiveVault, _ layout: SnapshotLayout, readsBack: Bool) {
        self.vault = vault
        self.layout = layout
        self.readsBack = readsBack
    }

    /// What of an earlier attempt can be gone on with: its parts up to the first that is not in the
    /// vault as it was sent. What comes after that one is made anew too, since another reading may
    /// cut it elsewhere.
    mutating func survivors(
        of journal: JournalContent?, fitting head: JournalHead
    ) async throws -> JournalContent {
        guard var journal else { return JournalContent(head: head) }
        guard journal.head.fits(head) else {
            notes.append(
                "An earlier attempt of this run was made for other keys or sizes, and is begun anew.")
            return JournalContent(head: head)
        }
        var count = 0
        for entry in journal.parts {
            if let problem = try await problem(with: entry.part) {
                notes.append(
                    "\(entry.part.name) of an earlier attempt \(problem); "
                        + "it and what came after it are written again.")
                break
            }
            count += 1
        }
        journal.parts.removeSubrange(count...)
        return journal
    }

    /// What is wrong with a part, nil when nothing is.
    private func problem(with part: Manifest.Part) async throws -> String? {
        let name = layout.part(part.name)
        guard let info = try await vault.storage.head(name) else { return "is gone" }
        guard info.size == part.size else { return "has another size than it was sent with" }
        guard readsBack else { return nil }
        var hash = SHA256()
        var size: Int64 = 0
        do {
            let reader = try await vault.storage.get(name, nil)
            while let piece = try await reader.next() {
                hash.update(piece)
                size += Int64(piece.count)
            }
        } catch let error as StorageError where error.kind == .notFound || error.kind == .cutShort {
            return "is gone"
        }
        return size == part.size && hash.finish() == part.digest
            ? nil : "is not what was sent"
    }
}
