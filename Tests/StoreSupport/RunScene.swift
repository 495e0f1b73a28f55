package import Domain
internal import Store
package import Values

/// An agent with a source, a schedule that fires it, and the vault it goes to.
package struct RunScene: Sendable {
    package let world: World
    package let agent: Agent
    package let vault: KnownVault
    package let source: Source
    package let schedule: Schedule

    package init(
        in world: World, _ name: String = "web", format: KnownVault.Format = .archive,
        _ change: (inout Source) -> Void = { _ in }
    ) async throws {
        self.world = world
        agent = try await world.addAgent(name)
        vault = try await world.addVault("Vault of \(name)", format: format)
        var source = Sample.source(
            name, of: world.tenant.id, at: .agent(agent.id), into: [vault.id])
        change(&source)
        self.source = source
        _ = try await world.store.addSource(source, secrets: [], once: nil, audit: [])
        schedule = try Sample.schedule(name, of: world.tenant.id, firing: [source.id])
        _ = try await world.store.addSchedule(schedule, once: nil, audit: [])
    }

    package var tenant: ID<Tenant> { world.tenant.id }

    /// A time at which the source is due; each number is another.
    package func firing(_ number: Int = 0) -> Firing {
        Firing(
            schedule: schedule.id, source: source.id, time: Sample.now + .seconds(number * 60))
    }

    /// A run that somebody asked for, not in the store yet.
    package func run(_ created: Timestamp = Sample.now) -> Run {
        var run = Run(
            id: Sample.id(), tenant: tenant, kind: .backup, cause: .user(world.owner.id),
            subject: RunSubject(source: source.id, vaults: [vault.id], agent: agent.id),
            created: created)
        run.agent = agent.id
        return run
    }

    /// Adds a run, unless one of the source has not ended.
    package func start(through peer: Int = 0) async throws -> Run {
        let run = run()
        let scope = world.scope
        return try await world.peers[peer].startRun(
            about: RunSubject(source: source.id), of: tenant
        ) { around in
            if let open = around.open.first { return .existing(open) }
            var page = RunPage(run)
            page.note(.init(.queued), at: Sample.now, received: Sample.now)
            return .new(page, [Sample.event(.runStarted, in: scope)])
        }
    }
}
