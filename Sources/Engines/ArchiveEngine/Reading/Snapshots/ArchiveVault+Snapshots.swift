internal import Cryptography
package import Engine
internal import Storage
internal import Values

extension ArchiveVault {
    /// Requests at a time for a list of many snapshots, whatever the location could bear.
    private static let requestsMax = 16

    /// Needs no key; with one, what each snapshot is of is told, too. That comes from the start of
    /// the index, which is compared with its signature only when a snapshot is read.
    package func snapshots() async throws -> SnapshotList {
        do {
            let folders = try await SnapshotFolders.list(scope, in: storage)
            let finished = folders.filter(\.isFinished)
            let signers = try await signers(of: Set(finished.map(\.scope)))
            var list = SnapshotList()
            for folder in folders where !folder.isFinished {
                if let damaged = try await unsealed(folder) {
                    list.damaged.append(damaged)
                } else {
                    list.unfinished.append(folder.unfinished)
                }
            }
            let limit = min(max(1, storage.traits.transfersMax), Self.requestsMax)
            let found = try await finished.concurrentMap(limit: limit) { folder in
                try await self.describe(folder, signers[folder.scope])
            }
            for result in found {
                switch result {
                case .success(let snapshot): list.snapshots.append(snapshot)
                case .failure(let damaged): list.damaged.append(damaged)
                }
            }
            list.snapshots.sort { ($0.time, $0.id) < ($1.time, $1.id) }
            return list
        } catch {
            throw EngineError(error, at: place)
        }
    }

    private enum Description: Sendable {
        case success(Snapshot)
        case failure(DamagedSnapshot)
    }

    /// A snapshot that is damaged is one, and none the less the others are listed.
    private func describe(
        _ folder: SnapshotFolder, _ signer: Result<VerifyingKey, EngineError>?
    ) async throws -> Description {
        do {
            let snapshot = try await seal(folder.scope, folder.run, signer?.get())
            if let problem = folder.problems(with: snapshot.manifest).first {
                throw EngineError.damaged(problem)
            }
            return .success(snapshot.summary(details: try await details(of: snapshot)))
        } catch let error as EngineError {
            switch error.kind {
            case .damaged, .foreignSignature, .tooNew, .noSuchSnapshot:
                return .failure(
                    DamagedSnapshot(
                        id: folder.id, source: "\(folder.scope.source)", reason: error.message))
            default: throw error
            }
        }
    }

    // MARK: One snapshot

    /// A snapshot by its id, with its signature and its manifest found good.
    func snapshot(_ id: SnapshotID) async throws -> SealedSnapshot {
        guard let run = UUID(id.text), "\(run)" == id.text else { throw noSuch(id) }
        do {
            guard let scope = try await scope(of: run) else { throw noSuch(id) }
            return try await snapshot(run, of: scope)
        } catch {
            throw EngineError(error, at: place)
        }
    }

    func snapshot(_ run: UUID, of scope: ArchiveScope) async throws -> SealedSnapshot {
        try await seal(scope, run, try await signer(of: scope))
    }

    private func scope(of run: UUID) async throws -> ArchiveScope? {
        if let scope { return scope }
        return try await SnapshotFolders.list(nil, in: storage).first { $0.run == run }?.scope
    }

    private func noSuch(_ id: SnapshotID) -> EngineError {
        EngineError(.noSuchSnapshot, "there is no snapshot \(id) at \(place)")
    }

    private func seal(
        _ scope: ArchiveScope, _ run: UUID, _ signer: VerifyingKey?
    ) async throws -> SealedSnapshot {
        let layout = scope.snapshot(run)
        let completion: [UInt8]
        do {
            completion = try await storage.get(
                layout.completion, limit: CompletionRecord.sizeMax)
        } catch let error as StorageError where error.kind == .notFound {
            throw noSuch(SnapshotID(run))
        } catch {
            throw EngineError(reading: error, of: CompletionRecord.title)
        }
        let manifest = try await small(layout.manifest, limit: Manifest.sizeMax)
        guard let signer else { preconditionFailure("the signer was asked for before") }
        return try SealedSnapshot(
            scope: scope, run: run, vault: marker.vault, signer: signer, completion: completion,
            manifest: manifest)
    }

    /// An object that a snapshot cannot be without.
    func small(_ name: ObjectName, limit: Int) async throws -> [UInt8] {
        do {
            return try await storage.get(name, limit: limit)
        } catch {
            throw EngineError(reading: error, of: "\(name.lastPart)")
        }
    }

    // MARK: Signers

    /// Whose signature counts: the key that is known here, else the one that the vault names.
    func signer(of scope: ArchiveScope) async throws -> VerifyingKey {
        if let known = keys.verifying ?? keys.known[scope.source] { return known }
        return try await sourceMarker(scope).key
    }

    func sourceMarker(_ scope: ArchiveScope) async throws -> SourceMarker {
        let bytes = try await small(scope.marker, limit: SourceMarker.sizeMax)
        let marker = try SourceMarker(parsing: bytes)
        guard marker.scope == scope else {
            throw EngineError.damaged("\(SourceMarker.title) was made for another source")
        }
        return marker
    }

    /// A source whose key cannot be read spoils its own snapshots alone.
    private func signers(
        of scopes: Set<ArchiveScope>
    ) async throws -> [ArchiveScope: Result<VerifyingKey, EngineError>] {
        var signers: [ArchiveScope: Result<VerifyingKey, EngineError>] = [:]
        for scope in scopes {
            do {
                signers[scope] = .success(try await signer(of: scope))
            } catch let error as EngineError where error.isAboutContent {
                signers[scope] = .failure(error)
            }
        }
        return signers
    }
}
