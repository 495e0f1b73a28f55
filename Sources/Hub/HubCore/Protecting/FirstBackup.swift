package import Domain
internal import Store
package import Values

/// Everything that a machine's first backup needs, in one go: a vault that was tried out, a source,
/// a schedule, and a run that begins at once.
package struct FirstBackup: Sendable {
    /// What somebody wants.
    package struct Wish: Sendable {
        package var vault: Destination
        /// Without its vault, which is filled in.
        package var source: SourceDraft
        /// Without its source, which is filled in.
        package var schedule: ScheduleDraft

        package init(vault: Destination, source: SourceDraft, schedule: ScheduleDraft) {
            self.vault = vault
            self.source = source
            self.schedule = schedule
        }
    }

    package enum Destination: Sendable {
        case known(ID<KnownVault>)
        case new(VaultDraft)
    }

    /// A vault could not be made where it was wanted; the hub has forgotten it again.
    package struct UnusableVault: Error, Hashable, Sendable, CustomStringConvertible {
        package let failure: RunFailure
        package var description: String { failure.message }
    }

    /// Somebody waits in front of a page; a machine that takes longer is asked by the run.
    private static let patience = 60
    private static let step = Duration.milliseconds(250)
    /// So many schedules of one name are given numbers.
    private static let namesMax = 20

    private let vaults: Vaults
    private let sources: Sources
    private let schedules: Schedules
    private let runs: RunDesk
    private let fleet: Fleet
    private let timer: any Clock<Duration>

    package init(
        vaults: Vaults, sources: Sources, schedules: Schedules, runs: RunDesk,
        fleet: Fleet, timer: any Clock<Duration> = ContinuousClock()
    ) {
        self.vaults = vaults
        self.sources = sources
        self.schedules = schedules
        self.runs = runs
        self.fleet = fleet
        self.timer = timer
    }

    /// Throws `InvalidFields` for what is wrong with a wish, before anything is made of it.
    package func check(_ wish: Wish, of tenant: ID<Tenant>) throws {
        let nobody = UUID(high: 0, low: 0)
        let (source, schedule) = (wish.source, wish.schedule)
        let now = Timestamp(seconds: 0)
        let whole = Source(
            id: ID(nobody), tenant: tenant, name: source.name, place: source.place,
            configuration: source.configuration, vaults: [ID(nobody)],
            retention: source.retention, created: now)
        let timed = Schedule(
            id: ID(nobody), tenant: tenant, name: schedule.name, time: schedule.time,
            sources: [ID(nobody)], jitter: schedule.jitter, effective: now)
        try InvalidFields.refuse(whole.violations + timed.violations)
    }

    /// The vault of a wish: the one that was chosen, or a new one that its machine could make.
    ///
    /// Throws `UnusableVault`, and as `Vaults.create` does.
    package func vault(
        _ destination: Destination, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> ID<KnownVault> {
        switch destination {
        case .known(let id): return id
        case .new(let draft):
            let vault = try await vaults.create(draft, of: tenant, by: requester).vault
            do {
                try await tryOut(vault, by: requester)
                return vault.id
            } catch let error as UnusableVault {
                do {
                    try await vaults.delete(vault.id, of: tenant, by: requester)
                } catch let gone as StoreError where gone.kind == .notFound {
                    // Somebody took it away meanwhile: what went wrong is told all the same.
                }
                throw error
            }
        }
    }

    /// Has the vault made now, and waits for what comes of it as long as its machine is there.
    private func tryOut(_ vault: KnownVault, by requester: Requester) async throws {
        guard let owner = vault.owner,
            try await !fleet.linked([fleet.agent(owner, of: vault.tenant)]).isEmpty
        else { return }
        var run = try await runs.lookAfter(
            vault.id, of: vault.tenant, .initialize, by: requester)
        for _ in 0..<Self.patience where !run.position.state.isFinal {
            try await timer.sleep(for: Self.step)
            run = try await runs.run(run.id, of: vault.tenant)
        }
        if run.position.state == .failed, let failure = run.failure {
            throw UnusableVault(failure: failure)
        }
    }

    /// Makes the source and its schedule, and begins to back up.
    ///
    /// Throws as `Sources.create`, `Schedules.create` and `RunDesk.backUp` do.
    package func begin(
        _ wish: Wish, into vault: ID<KnownVault>, of tenant: ID<Tenant>,
        by requester: Requester
    ) async throws -> Run {
        var draft = wish.source
        draft.vaults = [vault]
        let source = try await sources.create(draft, of: tenant, by: requester).source
        try await schedule(wish.schedule, source, by: requester)
        return try await runs.backUp(source.id, of: tenant, by: requester)
    }

    private func schedule(
        _ wish: ScheduleDraft, _ source: Source, by requester: Requester
    ) async throws {
        var draft = wish
        draft.sources = [source.id]
        for number in 1...Self.namesMax {
            if number > 1 { draft.name = "\(wish.name) \(number)" }
            do {
                _ = try await schedules.create(draft, of: source.tenant, by: requester)
                return
            } catch let error as StoreError where error.refusal == .nameTaken {
                // Somebody has one that is called so; this one is another.
            }
        }
        throw StoreError.refused(.nameTaken)
    }
}
