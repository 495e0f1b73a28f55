internal import Cryptography
internal import Engine
internal import Storage
internal import Values

/// The copy of one snapshot of an archive to another vault.
struct SnapshotCopy: Sendable {
    private static let transfersMax = 4

    /// What was sent.
    struct Sent: Sendable {
        var objects = 0
        var size = ByteCount(0)
    }

    /// An object that goes as it lies.
    private struct Piece: Sendable {
        let name: ObjectName
        let size: Int64
        let digest: SHA256Digest
    }

    let snapshot: SealedSnapshot
    private let source: ArchiveVault
    private let target: ArchiveVault
    private let signing: SigningKey
    private let fence: @Sendable () async throws -> Void
    private let progress: RunProgress

    /// - Throws: Where the target is not one that this snapshot can be copied to.
    init(
        of snapshot: SealedSnapshot, from source: ArchiveVault, to target: ArchiveVault,
        _ fence: @escaping @Sendable () async throws -> Void, _ progress: RunProgress
    ) throws(EngineError) {
        guard let signing = target.keys.signing, target.scope == snapshot.scope else {
            throw EngineError(
                .keyMissing,
                "archives are copied by the machine that makes them: this one does not sign for "
                    + "source \(snapshot.scope.source)")
        }
        guard snapshot.encryption == target.marker.encryption else {
            throw EngineError(
                .foreignVault,
                "of \(source.place) and \(target.place) one is encrypted and one is not: nothing "
                    + "is copied between them")
        }
        self.snapshot = snapshot
        self.source = source
        self.target = target
        self.signing = signing
        self.fence = fence
        self.progress = progress
    }

    private var layout: SnapshotLayout { snapshot.layout }

    /// nil where the target has it already.
    func run() async throws -> Sent? {
        let scope = snapshot.scope
        guard
            try await StoredSnapshot.find(layout, snapshot.run, scope, in: target) == nil
        else { return nil }
        try await target.claim(scope, for: signing.verifyingKey)
        let sent = try await sendPieces()
        var manifest = snapshot.manifest
        manifest.vault = target.marker.vault
        let text = manifest.encoded
        let restore = RestoreText(parts: manifest.parts, keys: manifest.keys).bytes
        let sums = SnapshotFinish.sums(
            manifest.parts, manifest.index, restore: restore, manifest: text)
        try await target.storage.put(layout.restore, restore, .replace)
        try await target.storage.put(layout.manifest, text, .replace)
        try await target.storage.put(layout.sums, sums, .replace)
        try await StoredObjects(manifest.parts, manifest.index, in: layout)
            .settle(in: target.storage)
        let record = CompletionRecord(
            .init(
                vault: target.marker.vault, scope: scope, snapshot: snapshot.run,
                manifest: SHA256.hash(text), index: manifest.index.digest,
                sums: SHA256.hash(sums)),
            signedWith: signing)
        try await fence()
        try await complete(record.encoded)
        return sent
    }

    // MARK: Objects

    private var pieces: [Piece] {
        let manifest = snapshot.manifest
        return manifest.parts.map {
            Piece(name: layout.part($0.name), size: $0.size, digest: $0.digest)
        } + [
            Piece(
                name: snapshot.indexObject, size: manifest.index.size,
                digest: manifest.index.digest)
        ]
    }

    private func sendPieces() async throws -> Sent {
        let transfers = min(source.storage.traits.transfersMax, target.storage.traits.transfersMax)
        let limit = min(max(1, transfers), Self.transfersMax)
        let sizes = try await pieces.concurrentMap(limit: limit) { piece -> Int64? in
            if try await isThere(piece) { return nil }
            try await send(piece)
            progress.update { $0.transferred += piece.size }
            return piece.size
        }
        let sent = sizes.compactMap { $0 }
        return Sent(objects: sent.count, size: ByteCount(sent.reduce(0, +)))
    }

    /// Whether an earlier attempt brought it. Its size alone does not tell: a backup that was
    /// broken off there may have left another one of the same name.
    private func isThere(_ piece: Piece) async throws -> Bool {
        guard try await target.storage.head(piece.name)?.size == piece.size else { return false }
        var hash = SHA256()
        let reader = try await target.storage.get(piece.name, nil)
        while let bytes = try await reader.next() { hash.update(bytes) }
        return hash.finish() == piece.digest
    }

    private func send(_ piece: Piece) async throws {
        let body = ObjectBody(length: piece.size, isRepeatable: true) { [source] in
            do {
                return VerifiedReader(
                    try await source.storage.get(piece.name, nil), expecting: piece.digest,
                    of: piece.name)
            } catch {
                throw EngineError(reading: error, of: "\(piece.name.lastPart)")
            }
        }
        try await target.storage.put(piece.name, body, .replace)
    }

    /// The last step. Where the answer to an earlier try was lost, the record is there already.
    private func complete(_ record: [UInt8]) async throws {
        do {
            try await target.storage.put(
                layout.completion, .bytes(record, beforeRepeating: fence), .create)
        } catch let error as StorageError where error.kind == .alreadyExists {
            let there = try await target.storage.get(
                layout.completion, limit: ArchiveLimits.smallObjectSizeMax)
            guard there == record else { throw error }
        }
    }
}
