internal import Connector
internal import Cryptography
internal import Engine
internal import Host
internal import Storage
internal import Values

/// Makes a snapshot of what lies in a vault: the index, what describes it, and last the signature.
struct SnapshotFinish {
    private static let readSize = 256 << 10

    private let lane: VaultLane
    private let journal: JournalContent
    private let position: WalkPosition
    /// Of the index on this machine, closing line and all.
    private let indexSize: Int64
    private let job: BackupJob
    private let settings: ArchiveEngine.Settings

    init(
        _ lane: VaultLane, _ journal: JournalContent, _ end: BackupPass.End, _ job: BackupJob,
        _ settings: ArchiveEngine.Settings
    ) {
        self.lane = lane
        self.journal = journal
        position = end.position
        indexSize = end.indexSize
        self.job = job
        self.settings = settings
    }

    private var vault: ArchiveVault { lane.vault }
    private var layout: SnapshotLayout { lane.layout }

    func run() async throws -> Snapshot {
        guard let signing = vault.keys.signing else { preconditionFailure("checked at the start") }
        try await lane.drain()
        let index = try await putIndex()
        let parts = journal.parts.map(\.part) + lane.parts
        let restore = RestoreText(parts: parts, keys: vault.marker.recipients.map(\.name)).bytes
        try await put(layout.restore, restore)
        let manifest = manifest(parts, index)
        let text = manifest.encoded
        guard text.count <= Manifest.sizeMax else {
            throw EngineError(.source, "the source is too large for so small parts")
        }
        try await put(layout.manifest, text)
        let sums = Self.sums(parts, index, restore: restore, manifest: text)
        try await put(layout.sums, sums)
        let stored = StoredObjects(parts, index, in: layout)
        try await lane.perform { [storage = vault.storage] in try await stored.settle(in: storage) }
        let record = CompletionRecord(
            .init(
                vault: vault.marker.vault, scope: manifest.scope, snapshot: job.snapshot,
                manifest: SHA256.hash(text), index: index.digest, sums: SHA256.hash(sums)),
            signedWith: signing)
        do {
            try await job.fence()
        } catch {
            // It is not to become a snapshot, and must not look like one that lost its record.
            try? await lane.perform { [storage = vault.storage, name = layout.manifest] in
                try await storage.delete(name)
            }
            throw error
        }
        try await complete(record.encoded)
        // The vault has everything; a journal that stays is found to be of no use next time.
        try? await lane.disk.remove()
        return manifest.snapshot.described(as: job.details)
    }

    // MARK: Objects

    private func putIndex() async throws -> Manifest.SealedObject {
        let writer = LaneWriter(lane)
        let encryption = vault.marker.encryption
        try await writer.begin(layout.index(encryption))
        var offset: Int64 = 0
        while offset < indexSize {
            let count = Int(min(Int64(Self.readSize), indexSize - offset))
            let piece = try await lane.disk.readIndex(at: offset, count: count)
            guard piece.count == count else {
                throw EngineError(.local, "the index on this machine is shorter than it was made")
            }
            offset += Int64(piece.count)
            writer.write(piece.span)
            try await writer.handOn()
        }
        let (size, digest) = try await writer.finish()
        try await lane.drain()
        return Manifest.SealedObject(
            name: SnapshotLayout.indexName(encryption), size: size, digest: digest)
    }

    private func put(_ name: ObjectName, _ content: [UInt8]) async throws {
        try await lane.perform { [storage = vault.storage] in
            try await storage.put(name, content, .replace)
        }
    }

    /// The last step. Where the answer to an earlier try was lost, the record is there already.
    private func complete(_ record: [UInt8]) async throws {
        let body = ObjectBody.bytes(record, beforeRepeating: job.fence)
        try await lane.perform { [storage = vault.storage, name = layout.completion] in
            do {
                try await storage.put(name, body, .create)
            } catch let error as StorageError where error.kind == .alreadyExists {
                let there = try await storage.get(name, limit: ArchiveLimits.smallObjectSizeMax)
                guard there == record else { throw error }
            }
        }
    }

    // MARK: Texts

    private func manifest(_ parts: [Manifest.Part], _ index: Manifest.SealedObject) -> Manifest {
        Manifest(
            vault: vault.marker.vault, scope: journal.head.scope, id: job.snapshot, run: job.run,
            started: journal.head.started, finished: settings.wall.now,
            program: settings.program, pipeline: journal.head.pipeline,
            recipients: vault.marker.recipients.map(\.recipient),
            keys: vault.marker.recipients.map(\.name),
            totals: Manifest.Totals(
                entries: position.entries, content: position.content, tar: position.tar,
                stored: parts.reduce(index.size) { $0 + $1.size },
                issues: Int64(position.issues.count)),
            parts: parts, index: index)
    }

    /// What `sha256sum -c` reads.
    static func sums(
        _ parts: [Manifest.Part], _ index: Manifest.SealedObject, restore: [UInt8],
        manifest: [UInt8]
    ) -> [UInt8] {
        var text = parts.map { "\($0.digest)  \($0.name)\n" }.joined()
        text += "\(index.digest)  \(index.name)\n"
        text += "\(SHA256.hash(restore))  \(SnapshotLayout.restoreName)\n"
        text += "\(SHA256.hash(manifest))  \(SnapshotLayout.manifestName)\n"
        return Array(text.utf8)
    }
}

extension Snapshot {
    fileprivate func described(as details: SnapshotDetails) -> Snapshot {
        Snapshot(
            id: id, source: source, run: run, time: time, details: details,
            contentSize: contentSize, storedSize: storedSize, entries: entries, issues: issues)
    }
}
