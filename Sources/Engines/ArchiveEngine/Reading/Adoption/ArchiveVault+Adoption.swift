internal import Cryptography
internal import Engine
package import Storage
internal import Values

extension ArchiveVault {
    /// Looks at whatever archives lie at a location, with or without a vault's marker, and says
    /// what believing them would mean. Changes nothing and needs no key.
    /// - Throws: `.noVault` where there is neither a marker nor a snapshot.
    package static func inspect(at storage: any Storage) async throws -> Adoption {
        do {
            let folders = try await SnapshotFolders.list(nil, in: storage)
            let found = try await marker(at: storage, of: folders)
            let vault = try await open(
                at: MarkedStorage(storage, found.marker), expecting: nil, keys: ArchiveKeys(),
                scope: nil)
            var sources: [Adoption.Source] = []
            var problems: [String] = []
            let scopes = Set(folders.map(\.scope)).sorted { $0.folder < $1.folder }
            for scope in scopes {
                let own = folders.filter { $0.scope == scope }
                do {
                    sources.append(try await vault.source(scope, own))
                } catch let error as EngineError where error.isAboutContent {
                    problems.append("source \(scope.source): \(error.message)")
                }
            }
            return Adoption(
                marker: found.marker, isMarked: found.isThere, sources: sources,
                problems: problems)
        } catch {
            throw EngineError(error, at: storage.place)
        }
    }

    /// Writes what the vault lacks of what `adoption` says: its marker and its sources' keys.
    /// Whatever is there stays as it is. Repeating it is harmless.
    package static func adopt(_ adoption: Adoption, at storage: any Storage) async throws {
        do {
            for source in adoption.sources where !source.isMarked {
                let marker = SourceMarker(scope: source.scope, key: source.key)
                try await put(marker.encoded, as: source.scope.marker, at: storage)
            }
            guard !adoption.isMarked else { return }
            try await put(adoption.marker.encoded, as: ArchiveLayout.marker, at: storage)
        } catch {
            throw EngineError(error, at: storage.place)
        }
    }

    private static func put(
        _ content: [UInt8], as name: ObjectName, at storage: any Storage
    ) async throws {
        do {
            try await storage.put(name, content, .create)
        } catch let error as StorageError where error.kind == .alreadyExists {
            guard try await storage.get(name, limit: content.count) == content else {
                throw EngineError(
                    .occupied, "there is another \(name) at \(storage.place) by now")
            }
        }
    }

    // MARK: Sources

    private func source(
        _ scope: ArchiveScope, _ folders: [SnapshotFolder]
    ) async throws -> Adoption.Source {
        var key: VerifyingKey?
        var isMarked = true
        if try await storage.head(scope.marker) != nil {
            key = try await sourceMarker(scope).key
        } else {
            isMarked = false
            key = try await onlyKey(folders.filter(\.isFinished))
        }
        guard let key else { throw EngineError.damaged("nothing in it names its key") }
        let pinned = try await Self.open(
            at: MarkedStorage(storage, marker), expecting: nil,
            keys: ArchiveKeys(verifying: key), scope: scope)
        let list = try await pinned.snapshots()
        return Adoption.Source(
            scope: scope, key: key, isMarked: isMarked, snapshots: list.snapshots,
            damaged: list.damaged, unfinished: list.unfinished)
    }

    /// The key that all snapshots name; nil without snapshots.
    private func onlyKey(_ folders: [SnapshotFolder]) async throws -> VerifyingKey? {
        var key: VerifyingKey?
        for folder in folders {
            let bytes = try await small(
                folder.layout.completion, limit: CompletionRecord.sizeMax)
            let named = try CompletionRecord(parsing: bytes).key
            guard key == nil || key == named else {
                throw EngineError.damaged(
                    "\(SourceMarker.title) is missing and its snapshots are signed by several keys")
            }
            key = named
        }
        return key
    }

    // MARK: The marker

    private static func marker(
        at storage: any Storage, of folders: [SnapshotFolder]
    ) async throws -> (marker: VaultMarker, isThere: Bool) {
        do {
            return (try await readMarker(at: storage), true)
        } catch let error as EngineError where error.kind == .noVault {
            var newest: Manifest?
            var oldest: Timestamp?
            for folder in folders where folder.isFinished {
                let bytes = try await storage.get(
                    folder.layout.manifest, limit: Manifest.sizeMax)
                let manifest = try Manifest(parsing: bytes)
                if let newest, newest.vault != manifest.vault {
                    throw EngineError(
                        .foreignVault, "the snapshots at \(storage.place) are of several vaults")
                }
                if manifest.started >= newest?.started ?? manifest.started { newest = manifest }
                oldest = min(oldest ?? manifest.started, manifest.started)
            }
            guard let newest, let oldest else { throw error }
            return (VaultMarker(of: newest, created: oldest), false)
        }
    }
}

extension VaultMarker {
    /// What a vault's marker must have said when this snapshot was made.
    fileprivate init(of manifest: Manifest, created: Timestamp) {
        let isNamed = manifest.keys.count == manifest.recipients.count
        let recipients = manifest.recipients.enumerated().compactMap { index, recipient in
            (isNamed ? manifest.keys[index] : KeyName("key-\(index + 1)")).map {
                NamedRecipient(name: $0, recipient: recipient)
            }
        }
        self.init(
            vault: manifest.vault, created: created, encryption: manifest.pipeline.encryption,
            recipients: recipients)
    }
}
