internal import Storage
internal import Synchronization

/// Sees to it that nothing changes in a snapshot of an archive from the moment it is complete.
///
/// A client that only adds may still replace and delete objects of a snapshot that is not complete:
/// a backup that was interrupted sends a part anew, under another key. An upload may be on its way
/// while the snapshot is completed, so what counts is the moment before it gets its name, when all
/// its bytes have come.
final class SealGate: Sendable {
    /// Of a folder that somebody works in at this moment.
    private enum Work {
        case changes(Int)
        case seal
    }

    private let folders = Mutex<[String: Work]>([:])

    /// Throws `.busy` while the snapshot is being completed. Followed by `endChange`.
    func beginChange(in folder: String) throws {
        try folders.withLock { folders in
            switch folders[folder] {
            case nil: folders[folder] = .changes(1)
            case .changes(let count): folders[folder] = .changes(count + 1)
            case .seal: throw VaultRefusal.busy
            }
        }
    }

    func endChange(in folder: String) {
        folders.withLock { folders in
            guard case .changes(let count) = folders[folder] else { return }
            folders[folder] = count > 1 ? .changes(count - 1) : nil
        }
    }

    /// Throws `.busy` while something else is given its name there. Followed by `endSeal`.
    func beginSeal(of folder: String) throws {
        try folders.withLock { folders in
            guard folders[folder] == nil else { throw VaultRefusal.busy }
            folders[folder] = .seal
        }
    }

    func endSeal(of folder: String) {
        folders.withLock { $0[folder] = nil }
    }
}

/// An object's place in a snapshot of an archive: docs/formats/archive.md has the names.
struct SnapshotPlace {
    let folder: ObjectName
    /// What makes the snapshot one, and is written last.
    let completion: ObjectName
    let isCompletion: Bool

    /// nil for what belongs to no snapshot.
    init?(_ name: ObjectName) {
        let parts = name.parts
        guard parts.count == 7, parts[0] == "tenants", parts[2] == "sources",
            parts[4] == "snapshots", let folder = name.folder,
            // Losing the error is fine: a name too long for it belongs to no snapshot.
            let completion = try? folder.appending("complete.json")
        else { return nil }
        self.folder = folder
        self.completion = completion
        isCompletion = name == completion
    }
}

/// An object's place in what an archive holds of one source.
struct SourcePlace {
    let source: String
    /// Whether it may hold names or content: ids, sizes, hashes and keys lie in the clear, for
    /// whoever lists what a vault has.
    let isSealed: Bool

    private static let clearNames: Set<Substring> = [
        "manifest.json", "complete.json", "SHA256SUMS", "RESTORE.txt", "source.json",
    ]

    /// nil for what belongs to no source.
    init?(_ name: ObjectName) {
        let parts = name.parts
        guard parts.count > 4, parts[0] == "tenants", parts[2] == "sources", let last = parts.last
        else { return nil }
        source = String(parts[3])
        isSealed = !Self.clearNames.contains(last)
    }
}
