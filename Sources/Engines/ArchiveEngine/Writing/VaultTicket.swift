internal import Compression
internal import Connector
internal import Cryptography
internal import Engine
internal import Storage
internal import Values

/// How one vault stands in a backup, from the first look at it to its verdict.
struct VaultTicket: Sendable {
    enum State: Sendable {
        /// To be written from there.
        case open(VaultLane, ResumePoint, JournalContent)
        case stored(Snapshot)
        case failed(EngineError)
    }

    let vault: ArchiveVault
    var state: State
    var sent: Int64 = 0
    var reused = 0
    var notes: [String] = []

    var start: ResumePoint? {
        guard case .open(_, let start, _) = state else { return nil }
        return start
    }

    var isStored: Bool {
        guard case .stored = state else { return false }
        return true
    }

    /// Of a snapshot that the vault has.
    var storedTotals: SourceTotals? {
        guard case .stored(let snapshot) = state else { return nil }
        return SourceTotals(entries: snapshot.entries, size: snapshot.contentSize)
    }

    var outcome: BackupReport.Outcome {
        let verdict: BackupReport.Verdict =
            switch state {
            case .stored(let snapshot): .stored(snapshot)
            case .failed(let error): .failed(error)
            case .open: .failed(EngineError(.cancelled, "\(vault.place) was not reached"))
            }
        return BackupReport.Outcome(
            vault: vault.place, verdict: verdict, sent: ByteCount(sent), reused: reused,
            notes: notes)
    }

    // MARK: Preparing

    /// Looks what the vault has of the run, and where to go on.
    static func prepare(
        _ vault: ArchiveVault, _ job: BackupJob, _ settings: ArchiveEngine.Settings,
        _ folder: RunFolder
    ) async -> VaultTicket {
        do {
            return try await look(at: vault, job, settings, folder)
        } catch {
            return VaultTicket(
                vault: vault, state: .failed(EngineError(error, at: vault.place)))
        }
    }

    private static func look(
        at vault: ArchiveVault, _ job: BackupJob, _ settings: ArchiveEngine.Settings,
        _ folder: RunFolder
    ) async throws -> VaultTicket {
        guard let scope = vault.scope, let signing = vault.keys.signing else {
            throw EngineError(
                .keyMissing, "\(vault.place): a source and its signing key are needed to back up")
        }
        let layout = scope.snapshot(job.snapshot)
        if let snapshot = try await StoredSnapshot.find(layout, job.snapshot, scope, in: vault) {
            return VaultTicket(vault: vault, state: .stored(snapshot))
        }
        try await vault.claim(scope, for: signing.verifyingKey)
        let head = JournalHead(
            vault: vault.marker.vault, scope: scope, run: job.run, started: job.started,
            pipeline: Manifest.Pipeline(
                level: Int(settings.level.rawValue), frameSize: settings.frameSize,
                encryption: vault.marker.encryption),
            partSize: vault.marker.partSize,
            recipients: vault.marker.recipients.map { "\($0.name) \($0.recipient)" },
            terms: job.fingerprint)
        let disk = try LaneDisk(folder.folder, vault: vault.marker.vault)
        var check = ResumeCheck(vault, layout, readsBack: settings.readsBack(vault.storage.traits))
        let content = try await check.survivors(of: disk.load(), fitting: head)
        try await disk.begin(content)
        let lane = VaultLane(
            vault, layout, disk, Patience(limit: settings.patience, clock: settings.clock))
        let last = content.parts.last
        let start = ResumePoint(
            partSize: head.partSize, partCount: content.parts.count,
            position: last?.position ?? WalkPosition(), indexSize: last?.indexSize ?? 0,
            index: last == nil ? nil : disk.indexPath)
        return VaultTicket(
            vault: vault, state: .open(lane, start, content), reused: content.parts.count,
            notes: check.notes)
    }
}

extension ArchiveEngine.Settings {
    fileprivate func readsBack(_ traits: StorageTraits) -> Bool {
        traits.isLocal || checksRemoteParts
    }
}
