internal import Engine
internal import Synchronization
internal import Values

/// The snapshots of a repository that can be read, by their time.
struct StoredSnapshots: Sendable {
    private static let concurrency = 8

    private(set) var list: [(id: ObjectID, file: SnapshotFile)] = []
    /// Of those that cannot be read: nothing is built upon them.
    private(set) var notes: [String] = []

    /// - Parameter known: Those that need not be read again.
    static func read(
        _ vault: RepositoryVault, except known: Set<ObjectID> = []
    ) async throws -> StoredSnapshots {
        let ids = try await vault.list(.snapshots).map(\.id).filter { !known.contains($0) }
        let read = try await ids.concurrentMap(limit: concurrency) { id in
            do {
                let document = try await vault.document(id, in: .snapshots)
                return (
                    id,
                    Result<SnapshotFile, EngineError>.success(
                        try SnapshotFile(decoding: document))
                )
            } catch let error as EngineError where error.kind == .damaged {
                return (id, .failure(error))
            }
        }
        var snapshots = StoredSnapshots()
        for (id, result) in read {
            switch result {
            case .success(let file): snapshots.list.append((id, file))
            case .failure(let error):
                snapshots.notes.append("snapshot \(id.short) cannot be read: \(error.message)")
            }
        }
        snapshots.list.sort { ($0.file.time, $0.id) < ($1.file.time, $1.id) }
        return snapshots
    }

    func made(by run: UUID) -> (id: ObjectID, file: SnapshotFile)? {
        list.last { OwnTag.run.id(in: $0.file.tags) == run }
    }

    func latest(hostName: String, paths: [String]) -> (id: ObjectID, file: SnapshotFile)? {
        list.last { $0.file.isOfSameSource(hostName: hostName, paths: paths) }
    }
}
