internal import Domain
package import Host
package import Store
package import Telemetry
internal import Values

/// Finds out what nobody tells: who is away, whose clock is wrong, what is overdue. What is there
/// is raised, what is over is resolved, and nothing is written where nothing changed.
package struct AlertWatch: Sendable {
    package typealias Stores = AlertStore & WatchStore & RunStore & SourceStore & VaultStore
        & AgentStore & HubStore & OverviewStore

    /// An alert comes within a minute.
    private static let pause = Duration.seconds(20)
    /// Between looks at every source and vault: what they tell of is hours old anyway.
    private static let thoroughPause = Duration.seconds(300)
    /// An alert that lasts is noted to be still there so often.
    private static let notePause = Duration.seconds(3600)
    private static let alertsMax = 20_000

    private let store: any Stores
    private let links: any RunLinks
    private let zones: ZoneBook
    private let clock: WallClock
    private let log: Logger
    /// Nobody is away before they had time to come.
    private let started: Timestamp

    package init(
        store: any Stores, links: any RunLinks, zones: ZoneBook, clock: WallClock, log: Logger
    ) {
        self.store = store
        self.links = links
        self.zones = zones
        self.clock = clock
        self.log = log
        started = clock.now
    }

    /// Runs until the task is cancelled.
    package func run() async {
        var last: Timestamp?
        await RepeatedLook(every: Self.pause, log: log, failed: "alerts are looked for later").run {
            let now = clock.now
            let isThorough = last.map { now >= $0 + Self.thoroughPause || now < $0 } ?? true
            try await look(isThorough: isThorough)
            if isThorough { last = now }
        }
    }

    /// - Parameter isThorough: at every source and vault as well.
    package func look(isThorough: Bool) async throws {
        var sight = AlertSight(at: clock.now)
        try await lookAtAgents(&sight)
        if try await store.hub()?.frozen != nil { sight.see(.hubFrozen, in: .hub) }
        if isThorough {
            try await lookAtSources(&sight)
            try await lookAtVaults(&sight)
            sight.isThorough = true
        }
        let open = try await store.openAlerts(limit: Self.alertsMax)
        let (now, changed) = (sight.now, sight.changes(to: open, noting: Self.notePause))
        try await changed.forEachAnyway { scope, changes in
            try await store.note(changes, of: scope, at: now)
        }
        if isThorough { try await resolveOrphans(among: open) }
    }

    private func lookAtAgents(_ sight: inout AlertSight) async throws {
        let now = sight.now
        let ready = Dictionary(uniqueKeysWithValues: links.readyAgents().map { ($0.id, $0) })
        var away: Set<ID<Agent>> = []
        try await forEachPage(store.watchedAgents) { agent in
            let heard = max(agent.lastSeen ?? agent.created, started)
            if ready[agent.id] == nil, now >= heard + Agent.awayAfter {
                away.insert(agent.id)
                sight.see(.agentAway(agent.id), in: agent.scope.audit)
            } else if ready[agent.id] == nil, now < started + Agent.awayAfter {
                sight.awaited.insert(agent.id)
            }
            if let skew = ready[agent.id]?.skew, !skew.isAllowed {
                sight.see(.clockSkew(agent.id), in: agent.scope.audit)
            }
        }
        guard !away.isEmpty else { return }
        for run in try await store.openRuns(limit: RunDispatcher.runsMax) {
            guard let agent = run.agent, away.contains(agent), run.position.state.isWithAgent
            else { continue }
            sight.see(.runUnheard(run.id), in: .tenant(run.tenant))
        }
    }

    private func lookAtSources(_ sight: inout AlertSight) async throws {
        let rules = StaleBook(zones: zones)
        try await forEachPage(store.watchedSources) { source in
            if try await rules.isStale(source, at: sight.now) {
                sight.see(.sourceStale(source.id), in: .tenant(source.tenant))
            }
        }
    }

    private func lookAtVaults(_ sight: inout AlertSight) async throws {
        let rules = StaleBook(zones: zones)
        try await forEachPage(store.watchedVaults) { watched in
            for kind in try await rules.overdue(watched, at: sight.now) {
                sight.see(
                    .maintenanceOverdue(watched.vault.id, kind),
                    in: .tenant(watched.vault.tenant))
            }
            try await lookAtRoom(of: watched.vault, &sight)
        }
    }

    private func lookAtRoom(of vault: KnownVault, _ sight: inout AlertSight) async throws {
        let figures = try await store.figures(
            of: [vault.id], in: vault.tenant, since: sight.now.day - Int64(VaultForecast.days))
        guard figures[vault.id]?.room.fullSoon != nil else { return }
        sight.see(.vaultFilling(vault.id), in: .tenant(vault.tenant))
    }

    private func forEachPage<Item>(
        _ read: (PageRequest) async throws -> Page<Item>, _ body: (Item) async throws -> Void
    ) async throws {
        var request: PageRequest? = PageRequest(limit: PageRequest.limitMax)
        while let wanted = request {
            let page = try await read(wanted)
            for item in page.items { try await body(item) }
            request = page.following
        }
    }

    // MARK: What is gone

    /// Of what is not there any more nobody will ever say that it is well again.
    private func resolveOrphans(among open: [Alert]) async throws {
        let now = clock.now
        try await open.lazy.filter { !$0.condition.isWatchedFor }.forEachAnyway { alert in
            guard case .tenant(let tenant) = alert.scope,
                try await isOrphan(alert.condition, of: tenant)
            else { return }
            _ = try await store.changeAlert(alert.id, of: alert.scope) { alert in
                _ = alert.take(.clear, now: now)
                return []
            }
        }
    }

    private func isOrphan(
        _ condition: AlertCondition, of tenant: ID<Tenant>
    ) async throws -> Bool {
        if let source = condition.source, try await store.source(source, of: tenant) == nil {
            return true
        }
        if let vault = condition.vault, try await store.vault(vault, of: tenant) == nil {
            return true
        }
        if let agent = condition.agent { return try await store.agent(agent) == nil }
        return false
    }
}
