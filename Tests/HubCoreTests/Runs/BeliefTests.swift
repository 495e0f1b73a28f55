import AgentProtocol
import Cryptography
import Domain
import Host
import HubCore
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// What agents say about snapshots in a vault that several reach, and whom the hub believes.
@Suite struct BeliefTests {
    /// A vault that somebody keeps who has nothing else to do with it, four snapshots of a source
    /// in it, and an agent with a source of its own that reaches it as well.
    private struct Scene {
        let time = SettableTime()
        let victim: RunScene
        let rogue: RunScene
        let keeper: Agent
        let old = Timestamp(seconds: 978_307_200)

        init(_ world: World, isKept: Bool = true) async throws {
            victim = try await RunScene(in: world, "victim") { source in
                source.retention.rules = RetentionRules(counts: [.daily: 7])
            }
            rogue = try await RunScene(in: world, "rogue")
            let keeper = try await world.addAgent("keeper")
            self.keeper = keeper
            if isKept {
                _ = try await world.store.changeVault(
                    victim.vault.id, of: victim.tenant, version: nil, secrets: SecretEdit()
                ) {
                    $0.keeper = keeper.id
                    return []
                }
            }
        }

        func item(
            _ number: Int, of source: ID<Source>?, at time: Timestamp, size: Int = 1000,
            isDamaged: Bool = false
        ) -> VaultListing.Item {
            VaultListing.Item(
                locator: "s\(number)", source: source, run: nil, time: time,
                size: ByteCount(isDamaged ? 0 : size), isDamaged: isDamaged)
        }

        /// One of each of the last four days.
        var items: [VaultListing.Item] {
            (0..<4).map { item($0, of: victim.source.id, at: made($0)) }
        }

        func made(_ number: Int) -> Timestamp { Sample.now - .seconds(86_400 * number) }

        func list(_ items: [VaultListing.Item], as agent: ID<Agent>) async throws {
            var book = AgentBook(victim, time: time)
            book.write(
                .listing(
                    VaultListing(
                        vault: victim.vault.id, reading: Sample.id(Run.self).uuid, page: 1,
                        isLast: true, items: items)))
            try await book.send(as: agent)
            time.advance(by: .seconds(60))
        }

        /// By their names, those that are gone left out.
        func known() async throws -> [KnownSnapshot] {
            try await AgentBook(victim).snapshots().sorted { $0.locator < $1.locator }
        }

        func leaving() async throws -> [String] {
            let store = victim.world.store
            let desk = RetentionDesk(
                store: store, cadences: CadenceBook(schedules: store, zones: ZoneBook()),
                links: Nobody(), clock: time.clock)
            let previews = try await desk.preview(victim.source.id, of: victim.tenant)
            return previews.flatMap(\.leaving).map(\.snapshot.locator)
        }

        private struct Nobody: RunLinks {
            func readyAgents() -> [ReadyAgent] { [] }
            func give(_ order: RunOrder, to agent: ID<Agent>) {}
            func cancel(_ attempt: RunAttempt, on agent: ID<Agent>) {}
            func stop(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        }
    }

    /// Whoever could age snapshots would have the keep rules take them.
    @Test(arguments: StoreKind.allCases)
    func whoeverOnlyReachesAVaultChangesNothingOfOthers(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await Scene(world)
            try await scene.list(scene.items, as: scene.victim.agent.id)
            let before = try await scene.known()
            #expect(before.map(\.claimedTime) == (0..<4).map(scene.made))
            #expect(try await scene.leaving().isEmpty)
            for source in [nil, scene.victim.source.id, scene.rogue.source.id] {
                try await scene.list(
                    (0..<4).map { scene.item($0, of: source, at: scene.old, size: 1) },
                    as: scene.rogue.agent.id)
                #expect(try await scene.known() == before)
                #expect(try await scene.leaving().isEmpty)
            }
        }
    }

    /// An agent that somebody took over ages not even what is its own, where somebody else keeps
    /// the vault; who keeps it may correct what was said.
    @Test(arguments: StoreKind.allCases)
    func timesAndSizesAreToldOnce(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await Scene(world)
            try await scene.list(scene.items, as: scene.victim.agent.id)
            let before = try await scene.known()
            try await scene.list(
                (0..<4).map {
                    scene.item($0, of: scene.victim.source.id, at: scene.old, size: 1)
                }, as: scene.victim.agent.id)
            #expect(try await scene.known() == before)
            let other = Sample.now - .seconds(9)
            try await scene.list(
                [scene.item(2, of: nil, at: other, size: 5)] + scene.items.prefix(2)
                    + scene.items.suffix(1), as: scene.keeper.id)
            let after = try await scene.known()
            #expect(
                after.map(\.claimedTime)
                    == [0, 1, 3].reduce(into: after.map(\.claimedTime)) {
                        $0[$1] = scene.made($1)
                    })
            #expect(after[2].claimedTime == other && after[2].size == ByteCount(5))
            #expect(after[2].source == scene.victim.source.id)
        }
    }

    /// What took a snapshot's place among those that rules keep would have another one go.
    @Test(arguments: StoreKind.allCases)
    func nobodyElseBringsBackWhatIsGoneOrDamaged(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await Scene(world)
            try await scene.list(scene.items, as: scene.victim.agent.id)
            let damaged = scene.item(
                1, of: scene.victim.source.id, at: Sample.now, isDamaged: true)
            try await scene.list([damaged] + scene.items.suffix(2), as: scene.keeper.id)
            let before = try await scene.known()
            #expect(before.map(\.locator) == ["s1", "s2", "s3"])
            #expect(before.map(\.isGood) == [false, true, true])
            for source in [nil, scene.victim.source.id, scene.rogue.source.id] {
                try await scene.list(
                    (0..<4).map { scene.item($0, of: source, at: scene.made($0)) },
                    as: scene.rogue.agent.id)
                #expect(try await scene.known() == before)
            }
            // Nor does it keep in the vault's books what its keeper does not find there any more.
            try await scene.list([damaged], as: scene.keeper.id)
            #expect(try await scene.known().map(\.locator) == ["s1"])
            try await scene.list(scene.items, as: scene.keeper.id)
            #expect(try await scene.known().map(\.isGood) == [true, true, true, true])
        }
    }

    /// It may be faster than the agent that made them: that one has the last word nevertheless.
    @Test(arguments: StoreKind.allCases)
    func whoeverToldFirstIsNotBelievedMore(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await Scene(world)
            let firing = scene.victim.firing()
            let run = AgentBook.id(firing)
            func item(_ source: ID<Source>?, _ time: Timestamp) -> VaultListing.Item {
                VaultListing.Item(
                    locator: run.description, source: source, run: source.map { _ in run },
                    time: time, size: ByteCount(3))
            }
            try await scene.list([item(nil, scene.old)], as: scene.rogue.agent.id)
            #expect(try await scene.known().map(\.claimedTime) == [scene.old])
            var book = AgentBook(scene.victim, time: scene.time)
            book.whole(firing)
            let stored = scene.time.clock.now
            try await book.send()
            #expect(try await scene.known().map(\.claimedTime) == [stored])
            try await scene.list(
                [item(scene.victim.source.id, Sample.now)], as: scene.victim.agent.id)
            let known = try await scene.known()
            #expect(known.map(\.claimedTime) == [Sample.now] && known.map(\.run) == [run])
            #expect(known.map(\.size) == [ByteCount(3)])
        }
    }

    /// For want of a keeper everybody says what lies there, and still not what that is.
    @Test(arguments: StoreKind.allCases)
    func whereNobodyKeepsAVaultItIsReadByAll(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await Scene(world, isKept: false)
            try await scene.list(scene.items, as: scene.victim.agent.id)
            try await scene.list(
                (0..<2).map { scene.item($0, of: nil, at: scene.old, size: 1) },
                as: scene.rogue.agent.id)
            let known = try await scene.known()
            #expect(known.map(\.locator) == ["s0", "s1"])
            #expect(known.map(\.claimedTime) == (0..<2).map(scene.made))
            #expect(known.allSatisfy { $0.size == ByteCount(1000) })
        }
    }
}
