internal import Cryptography
internal import Engine
package import Storage
package import Values

/// A snapshot whose completion record verifies and whose manifest is the one it signs.
package struct SealedSnapshot: Sendable {
    package let scope: ArchiveScope
    package let run: UUID
    package let completion: CompletionRecord
    package let manifest: Manifest

    package var layout: SnapshotLayout { scope.snapshot(run) }
    package var encryption: VaultEncryption { manifest.pipeline.encryption }
    package var indexObject: ObjectName { layout.index(encryption) }

    /// - Throws: `.damaged` and `.foreignSignature` with a sentence that says what is wrong.
    init(
        scope: ArchiveScope, run: UUID, vault: UUID, signer: VerifyingKey, completion: [UInt8],
        manifest: [UInt8]
    ) throws(EngineError) {
        let record = try CompletionRecord(parsing: completion)
        let statement = record.statement
        guard statement.vault == vault, statement.scope == scope, statement.snapshot == run else {
            throw .damaged("\(CompletionRecord.title) was made for another place")
        }
        try record.verify(signer)
        guard SHA256.hash(manifest) == statement.manifest else {
            throw .damaged("\(Manifest.title) is not the one that was signed")
        }
        let parsed = try Manifest(parsing: manifest)
        guard parsed.vault == vault, parsed.scope == scope, parsed.id == run else {
            throw .damaged("\(Manifest.title) was made for another place")
        }
        guard parsed.index.digest == statement.index else {
            throw .damaged("\(Manifest.title) names another index than was signed")
        }
        self.scope = scope
        self.run = run
        self.completion = record
        self.manifest = parsed
    }

    /// - Parameter details: From the index, for those who hold a key.
    func summary(details: SnapshotDetails?) -> Snapshot {
        Snapshot(
            id: SnapshotID(run), source: "\(scope.source)", run: manifest.run,
            time: manifest.started,
            details: details, contentSize: ByteCount(manifest.totals.content),
            storedSize: ByteCount(manifest.totals.stored), entries: manifest.totals.entries,
            issues: Int(clamping: manifest.totals.issues))
    }

    /// Who can read it, for people.
    var readers: String {
        let recipients = manifest.recipients.map { "\($0)" }
        guard manifest.keys.count == recipients.count else {
            return recipients.joined(separator: ", ")
        }
        return zip(manifest.keys, recipients).map { "\($0) (\($1))" }.joined(separator: ", ")
    }
}

extension SnapshotID {
    init(_ run: UUID) {
        guard let id = SnapshotID("\(run)") else {
            preconditionFailure("the text of an id names a snapshot")
        }
        self = id
    }
}
