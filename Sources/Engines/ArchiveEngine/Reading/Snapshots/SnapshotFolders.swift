internal import Storage
internal import Synchronization
internal import Values

/// Collects a listing into the folders of snapshots; what is none of the format's is passed over.
final class SnapshotFolders: Sendable {
    private struct Key: Hashable {
        let scope: ArchiveScope
        let run: UUID
    }

    private let found = Mutex<[Key: SnapshotFolder]>([:])

    private func append(_ batch: [ObjectInfo]) {
        found.withLock { folders in
            for object in batch {
                guard
                    case .snapshot(let scope, let run, let file)? = ArchiveLayout.place(
                        of: object.name), SnapshotFolder.isOurs(file)
                else { continue }
                let key = Key(scope: scope, run: run)
                folders[key, default: SnapshotFolder(scope: scope, run: run)].objects[file] = object
            }
        }
    }

    /// Every folder below the scope, nil for all of the vault, in the order of their names.
    static func list(
        _ scope: ArchiveScope?, in storage: any Storage
    ) async throws -> [SnapshotFolder] {
        let folders = SnapshotFolders()
        try await storage.list(scope?.snapshots ?? ArchiveLayout.tenants) { folders.append($0) }
        return folders.found.withLock { Array($0.values) }
            .sorted { $0.layout.folder < $1.layout.folder }
    }
}
