internal import Connector
internal import Engine
internal import Storage
internal import Values

/// How one vault stands in a backup, from the first look at it to its verdict.
struct VaultTicket: Sendable {
    enum State: Sendable {
        case open(VaultLane, PackJournal)
        case stored(Snapshot)
        case failed(EngineError)
    }

    let vault: RepositoryVault
    var state: State
    var sent: Int64 = 0
    var reused = 0
    var notes: [String] = []

    var lane: VaultLane? {
        guard case .open(let lane, _) = state else { return nil }
        return lane
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

    /// Locks the vault and looks what it has.
    static func prepare(
        _ vault: RepositoryVault, _ job: BackupJob, _ settings: RepositoryEngine.Settings,
        _ state: RunState
    ) async -> VaultTicket {
        do {
            let lock = try await vault.lock(.shared, patience: settings.patience)
            do {
                return try await look(at: vault, lock, job, settings, state)
            } catch {
                await lock.release()
                throw error
            }
        } catch {
            return VaultTicket(vault: vault, state: .failed(EngineError(error, at: vault.place)))
        }
    }

    private static func look(
        at vault: RepositoryVault, _ lock: RepositoryLock, _ job: BackupJob,
        _ settings: RepositoryEngine.Settings, _ state: RunState
    ) async throws -> VaultTicket {
        // Before the index, so that whatever a snapshot refers to is in it.
        let snapshots = try await StoredSnapshots.read(vault)
        if let (id, file) = snapshots.made(by: job.run), let snapshot = file.snapshot(id) {
            await lock.release()
            return VaultTicket(vault: vault, state: .stored(snapshot))
        }
        let journal = try await state.journal(run: job.run, repository: vault.config.id)
        let reused = try await adopt(journal, vault, lock)
        let index = try await vault.loadIndex()
        let parent =
            settings.trustsParent
            ? snapshots.latest(hostName: job.details.hostName, paths: job.details.paths) : nil
        let lane = VaultLane(
            vault, known: KnownBlobs(index), lock: lock, parent: parent, journal: journal,
            spools: try await state.spools(),
            patience: Patience(limit: settings.patience, clock: settings.clock))
        return VaultTicket(
            vault: vault, state: .open(lane, journal), reused: reused, notes: snapshots.notes)
    }

    /// Puts the packs that an earlier attempt had stored into an index, where they are still there.
    private static func adopt(
        _ journal: PackJournal, _ vault: RepositoryVault, _ lock: RepositoryLock
    ) async throws -> Int {
        let records = try await journal.records()
        guard !records.isEmpty else { return 0 }
        var draft = IndexDraft()
        var count = 0
        for record in records {
            let name = RepositoryLayout.object(.data, record.pack)
            guard let info = try await vault.storage.head(name), info.size == record.length else {
                continue
            }
            draft.add(record.pack, record.entries)
            count += 1
        }
        if count > 0 {
            try lock.requireValid()
            try await vault.store(draft.takeDocument(), in: .index)
        }
        try await journal.remove()
        return count
    }
}
