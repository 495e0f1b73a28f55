import Cryptography
import Domain
import Host
import HubCore
import Store
import StoreSupport
import Testing
import Values

/// Who may come to vaults on the hub's own disk.
@Suite struct HostingTests {
    private struct Scene {
        let world: World
        let agent: Agent
        let other: Agent
        let vault: KnownVault
        let source: Source
        let passes: HostedPasses
        let hosting: VaultHosting

        init(
            in world: World, _ change: (inout KnownVault) -> Void = { _ in }
        ) async throws {
            self.world = world
            let clock = WallClock { Sample.now }
            let key = try await HubKey.open(
                world.store, keyring: Keyring(created: Sample.now), clock: clock,
                ids: IDSource(clock: clock))
            (passes, hosting) = (HostedPasses(key), VaultHosting(store: world.store, hub: key))
            agent = try await world.addAgent("web")
            other = try await world.addAgent("db")
            vault = try await world.addVault("Hub") {
                $0.place = $0.hostedPlace
                change(&$0)
            }
            source = try await world.addSource("Tree", at: .agent(agent.id), into: [vault.id])
        }

        func guest(_ run: Run? = nil, of agent: Agent? = nil) async throws
            -> VaultHosting.Guest?
        {
            let pass = passes.pass(of: agent ?? self.agent, to: vault.id, for: run?.id)
            let guest = try await hosting.guest(named: pass.name)
            return guest.flatMap { $0.digest.matches(pass.secret.digest) ? $0 : nil }
        }

        /// What a guest may do with what was archived of the source.
        func deeds(_ guest: VaultHosting.Guest?) async throws -> String {
            guard let guest else { return "nothing" }
            let reads = try await hosting.admits(guest, to: "\(source.id)", isChange: false)
            let changes = try await hosting.admits(guest, to: "\(source.id)", isChange: true)
            return "\(guest.right)\(reads ? " reads" : "")\(changes ? " changes" : "")"
        }

        func start(
            _ kind: RunKind, on agent: Agent, of source: ID<Source>? = nil
        ) async throws -> Run {
            var run = Run(
                id: Sample.id(), tenant: world.tenant.id, kind: kind, cause: .hub,
                subject: RunSubject(source: source, vaults: [vault.id], agent: agent.id),
                created: Sample.now)
            run.agent = agent.id
            let fresh = run
            return try await world.store.startRun(
                about: fresh.subject, of: world.tenant.id
            ) { _ in .new(RunPage(fresh), []) }
        }
    }

    /// It ends what is stored, from the next request on, and nothing else.
    @Test func aQuotaHoldsForWhoStores() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await Scene(in: world) { $0.quota = .gibibytes(2) }
            #expect(try await scene.guest()?.quota == .gibibytes(2))
            _ = try await world.store.changeVault(
                scene.vault.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
            ) {
                $0.quota = .gibibytes(1)
                $0.keeper = scene.agent.id
                return []
            }
            #expect(try await scene.guest()?.quota == .gibibytes(1))
            let backup = try await scene.start(
                .backup, on: scene.agent, of: scene.source.id)
            #expect(try await scene.guest(backup)?.quota == .gibibytes(1))
            for kind in [RunKind.check, .drill, .forget, .prune] {
                let run = try await scene.start(kind, on: scene.agent)
                let guest = try #require(await scene.guest(run))
                #expect(guest.quota == nil, "\(kind)")
            }
        }
    }

    @Test func everyDayAnAgentAddsToWhatIsItsOwn() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await Scene(in: world)
            #expect(try await scene.deeds(scene.guest()) == "append reads changes")
            #expect(try await scene.deeds(scene.guest(of: scene.other)) == "append")
            let guest = try #require(await scene.guest())
            #expect(guest.path == "\(scene.vault.tenant)/\(scene.vault.id)")
            for wrong in ["", "agent", "agent..", "agent.\(scene.agent.id)", "run.a.b.c"] {
                #expect(try await scene.hosting.guest(named: wrong) == nil, "\(wrong)")
            }
            let elsewhere = try await world.addVault("Elsewhere")
            let name = scene.passes.pass(of: scene.agent, to: elsewhere.id, for: nil).name
            #expect(try await scene.hosting.guest(named: name) == nil, "it is not hosted")
        }
    }

    @Test func theKeeperReadsEverythingAndChangesOnlyItsOwn() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await Scene(in: world)
            let keeper = scene.other.id
            _ = try await world.store.changeVault(
                scene.vault.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
            ) {
                $0.keeper = keeper
                return []
            }
            #expect(try await scene.deeds(scene.guest(of: scene.other)) == "append reads")
            let forget = try await scene.start(.forget, on: scene.other)
            #expect(
                try await scene.deeds(scene.guest(forget, of: scene.other))
                    == "full reads changes")
            let another = try await scene.start(.forget, on: scene.agent)
            #expect(try await scene.deeds(scene.guest(another)) == "nothing")
        }
    }

    @Test(arguments: [
        (RunKind.backup, "append reads changes"), (.restore, "read reads"), (.check, "read reads"),
        (.initialize, "append"),
    ])
    func aRunMayWhatItNeedsUntilItEnds(kind: RunKind, deeds: String) async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await Scene(in: world)
            let source = kind == .initialize ? nil : scene.source.id
            let run = try await scene.start(kind, on: scene.agent, of: source)
            #expect(try await scene.deeds(scene.guest(run)) == deeds)
            #expect(try await scene.deeds(scene.guest(run, of: scene.other)) == "nothing")
            _ = try await world.store.changeRun(run.id, of: nil, at: Sample.now) {
                try $0.run.take(.cancel, at: Sample.now)
                return []
            }
            #expect(try await scene.deeds(scene.guest(run)) == "nothing")
        }
    }

    @Test func aPassEndsWithWhatItStandsOn() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await Scene(in: world)
            #expect(try await scene.guest(of: scene.other) != nil)
            let reached = scene.agent.id
            _ = try await world.store.changeVault(
                scene.vault.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
            ) {
                $0.agents = [reached]
                return []
            }
            #expect(try await scene.guest(of: scene.other) == nil, "it reaches the vault no more")
            let key = Sample.agentKey()
            _ = try await world.store.changeAgent(scene.agent.id, of: nil) {
                $0.key = key
                return []
            }
            #expect(try await scene.guest() == nil, "it has other keys")
            let renewed = try #require(await world.store.agent(scene.agent.id))
            #expect(try await scene.guest(of: renewed) != nil)
            _ = try await world.store.changeAgent(scene.agent.id, of: nil) {
                $0.standing = .revoked
                return []
            }
            #expect(try await scene.guest(of: renewed) == nil, "it was revoked")
        }
    }
}
