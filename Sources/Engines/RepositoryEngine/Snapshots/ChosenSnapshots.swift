internal import Engine
internal import Values

/// The snapshots that somebody named, or all of them, by their time.
struct ChosenSnapshots: Sendable {
    typealias Snapshot = (id: ObjectID, file: SnapshotFile)

    private static let concurrency = 8

    private(set) var list: [Snapshot] = []
    private(set) var unreadable: [(id: ObjectID, error: EngineError)] = []

    /// - Throws: `.noSuchSnapshot`.
    static func read(
        _ vault: RepositoryVault, _ names: [SnapshotID]?
    ) async throws -> ChosenSnapshots {
        var ids = try await vault.list(.snapshots).map(\.id)
        if let names {
            let wanted = Set(names.map(\.text))
            let there = Set(ids.map(\.description))
            if let missing = wanted.subtracting(there).sorted().first {
                throw EngineError(
                    .noSuchSnapshot, "there is no snapshot \(missing) in \(vault.place)")
            }
            ids.removeAll { !wanted.contains($0.description) }
        }
        let read = try await ids.concurrentMap(limit: concurrency) { id in
            do {
                let file = try await vault.snapshotFile(id)
                return (id, Result<SnapshotFile, EngineError>.success(file))
            } catch {
                let fault = EngineError(error, at: vault.place)
                guard fault.kind == .damaged else { throw fault }
                return (id, .failure(fault))
            }
        }
        var chosen = ChosenSnapshots()
        for (id, result) in read {
            switch result {
            case .success(let file): chosen.list.append((id, file))
            case .failure(let error): chosen.unreadable.append((id, error))
            }
        }
        chosen.list.sort { ($0.file.time, $0.id) < ($1.file.time, $1.id) }
        return chosen
    }
}

extension SnapshotID {
    init(_ id: ObjectID) {
        guard let name = SnapshotID(id.description) else {
            preconditionFailure("hexadecimal digits name a snapshot")
        }
        self = name
    }
}
