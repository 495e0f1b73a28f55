internal import Cryptography
internal import Engine
internal import Storage
internal import Values

/// Tells whether a vault has the snapshot of a run.
enum StoredSnapshot {
    /// nil when it has none that is complete.
    /// - Throws: Where something is there that neither is one nor may be written over.
    static func find(
        _ layout: SnapshotLayout, _ run: UUID, _ scope: ArchiveScope, in vault: ArchiveVault
    ) async throws -> Snapshot? {
        guard let signing = vault.keys.signing else { return nil }
        let bytes: [UInt8]
        do {
            bytes = try await vault.storage.get(
                layout.completion, limit: ArchiveLimits.smallObjectSizeMax)
        } catch let error as StorageError where error.kind == .notFound {
            return nil
        }
        let record = try CompletionRecord(parsing: bytes)
        try record.verify(signing.verifyingKey)
        let text = try await vault.storage.get(layout.manifest, limit: Manifest.sizeMax)
        let statement = record.statement
        guard statement.vault == vault.marker.vault, statement.scope == scope,
            statement.snapshot == run, SHA256.hash(text) == statement.manifest
        else {
            throw EngineError.damaged("snapshot \(run) at \(vault.place) is not what was signed")
        }
        return try Manifest(parsing: text).snapshot
    }
}

extension Manifest {
    /// As far as somebody without a key can tell.
    var snapshot: Snapshot {
        guard let id = SnapshotID("\(id)") else { preconditionFailure("ids are names") }
        return Snapshot(
            id: id, source: "\(scope.source)", run: run, time: started, details: nil,
            contentSize: ByteCount(totals.content), storedSize: ByteCount(totals.stored),
            entries: totals.entries, issues: Int(clamping: totals.issues))
    }
}

extension ArchiveVault {
    /// Sees to it that the vault names `key` as the source's, before its first snapshot.
    /// - Throws: `.foreignSignature` when it names another.
    func claim(_ scope: ArchiveScope, for key: VerifyingKey) async throws {
        let marker = SourceMarker(scope: scope, key: key)
        do {
            if try await storage.head(scope.marker) == nil {
                try await storage.put(scope.marker, marker.encoded, .create)
                return
            }
        } catch let error as StorageError where error.kind == .alreadyExists {
            // Another process of this machine was a moment faster; then it has written the same.
        }
        let bytes = try await storage.get(scope.marker, limit: SourceMarker.sizeMax)
        guard try SourceMarker(parsing: bytes) == marker else {
            throw EngineError(
                .foreignSignature,
                "\(place) names another signing key for source \(scope.source) than this one"
            )
        }
    }
}
