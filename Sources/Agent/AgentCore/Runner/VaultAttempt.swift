internal import AgentProtocol
internal import Domain
internal import Engine
internal import Host
internal import Values

/// One attempt at a run about a vault: restoring from it, checking it, looking after it.
struct VaultAttempt: Sendable {
    let run: JournaledRun
    let order: RunOrder
    let parts: RunnerParts
    let control: RunControl
    let progress: RunProgress

    /// What the work came to, beside its outcome.
    struct Result: Sendable {
        var entries: Int64 = 0
        var size = ByteCount(0)
        var lines: [(RunLine.Level, String)] = []
        var issues = 0
        var failure: RunFailure?
        var events: [RunEvent] = []
        /// The hub is told anew what lies in the vault.
        var tellsVault = false
    }

    /// On a thread that may block, and not on whoever asks for it.
    @concurrent
    func execute(_ log: RunLog) async {
        var summary = Journal.Summary(report: AttemptReport())
        do {
            if let refusal = parts.policy.refusal({ $0.refusal(of: order) }) {
                throw PolicyRefusal(refusal)
            }
            let result = try await control.stoppable { try await work() }
            for (level, text) in result.lines { try await log.add(level, text) }
            try await log.flush()
            summary.entries = result.entries
            summary.content = result.size
            summary.report.issues = result.issues
            if control.stop != .lost { await note(result.events) }
            if let failure = result.failure { throw Failed(failure: failure) }
            if control.stop != .lost { await record(done(result.size)) }
        } catch {
            if control.stop == nil {
                let (failure, vault) = Self.cause(of: error)
                summary.report.failure = failure
                await record(outcomes(of: failure, by: vault))
            }
        }
        await parts.settle(run, summary, retry: retry, control)
    }

    /// What takes everything is asked for by somebody who waits, and asked for again by them.
    private var retry: SourceRetry {
        order.isWipe ? SourceRetry(attemptsMax: 1) : order.source?.retry ?? SourceRetry()
    }

    private struct Failed: Error {
        let failure: RunFailure
    }

    /// Why it failed, and which of its vaults is to blame where it has several.
    private static func cause(of error: any Error) -> (RunFailure, ID<KnownVault>?) {
        switch error {
        case let error as Failed: (error.failure, nil)
        case let error as CopyFailure: (error.failure, error.vault)
        default: (RunFailure(error), nil)
        }
    }

    private func work() async throws -> Result {
        if order.kind == .restore, let arrival = order.arrival {
            return try await restore(from: .arrival(arrival))
        }
        guard let vault = order.vaults.first else {
            throw EngineError(.local, "the run names no vault")
        }
        if order.kind == .initialize {
            try await parts.access.create(vault, now: parts.wall.now)
            return Result()
        }
        if order.kind == .copy { return try await copy() }
        return try await withOpened(vault) { opened in
            let result = try await work(opened)
            if result.tellsVault {
                try await VaultReading(opened, vault, parts).record(of: run.id)
            }
            return result
        }
    }

    /// Lends a vault that is closed however `body` ends.
    func withOpened<Outcome>(
        _ vault: ConfiguredVault, _ body: (any Vault) async throws -> Outcome
    ) async throws -> Outcome {
        let opened = try await parts.access.openForReading(
            vault, needsKey: order.kind.readsContent, RunThrottle(order.bandwidth))
        do {
            let outcome = try await body(opened.vault)
            await opened.close()
            return outcome
        } catch {
            await opened.close()
            throw error
        }
    }

    private func work(_ vault: any Vault) async throws -> Result {
        switch order.kind {
        case .restore: return try await restore(from: .vault(vault))
        case .export: return try await export(vault)
        case .drill: return try await drill(vault)
        case .check: return try await check(vault)
        case .forget, .delete: return try await forget(vault)
        case .prune: return try await prune(vault)
        case .unlock: return try await unlock(vault)
        case .backup, .initialize, .copy, .update:
            throw EngineError(
                .local, "this agent cannot do runs of the kind \(order.kind.rawValue)")
        }
    }

    // MARK: What the order names

    func snapshotID() throws -> SnapshotID {
        guard let text = order.snapshot, let id = SnapshotID(text) else {
            throw EngineError(.noSuchSnapshot, "the run names no snapshot")
        }
        return id
    }

    // MARK: The end

    private func note(_ events: [RunEvent]) async {
        guard !events.isEmpty else { return }
        _ = await parts.persist(control) { try await parts.journal.record(events, of: run.id) }
    }

    private func done(_ size: ByteCount) -> [VaultOutcome] {
        order.vaultIDs.map {
            VaultOutcome(vault: $0, attempt: run.position.attempt, result: .done, size: size)
        }
    }

    /// Of every vault: what is not done for all of them is not done.
    private func record(_ outcomes: [VaultOutcome]) async {
        for outcome in outcomes {
            _ = await parts.persist(control) {
                try await parts.journal.record(outcome, of: run.id)
            }
        }
    }
}

extension RunKind {
    /// Whether it needs what opens the content of snapshots.
    fileprivate var readsContent: Bool {
        switch self {
        case .restore, .drill, .export: true
        case .backup, .check, .forget, .prune, .unlock, .initialize, .delete, .copy, .update:
            false
        }
    }
}

extension Journal {
    /// Something that was measured or found out.
    func record(_ events: [RunEvent], of run: ID<Run>) async throws {
        let now = clock.now
        try await write { db in try db.record(events, of: run, at: now) }
    }
}
