import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct AgentContract {
    private func enrol(
        _ key: AgentKey, by token: OneTimeToken, in world: World, through peer: Int = 0
    ) async throws -> Agent {
        try await world.peers[peer].enrol(key, by: token.hash, at: Sample.now) { used in
            let scope = used.tenant.map(Agent.Scope.tenant) ?? .hub
            let agent = Sample.agent(of: scope, key: key)
            return (
                agent, [Sample.event(.agentEnrolled, in: world.scope, on: AuditTarget(agent))]
            )
        }
    }

    private func token(_ world: World, uses: Int = 1) async throws -> OneTimeToken {
        let token = Sample.token(.enrolment, tenant: world.tenant.id, uses: uses)
        try await world.store.issueToken(token, replacing: false, audit: [])
        return token
    }

    @Test(arguments: StoreKind.allCases)
    func aTokenMakesAsManyAgentsAsItHasUses(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let token = try await token(world, uses: 2)
            let first = try await enrol(Sample.agentKey(), by: token, in: world)
            #expect(try await world.store.agent(first.id) == first)
            #expect(try await world.store.agent(signingWith: first.key.signing) == first)
            _ = try await enrol(Sample.agentKey(), by: token, in: world)
            await expectRefusal(.tokenRefused) {
                _ = try await enrol(Sample.agentKey(), by: token, in: world)
            }
            #expect(try await world.eventCount() == 2)
        }
    }

    /// The answer may have been lost on its way.
    @Test(arguments: StoreKind.allCases)
    func enrollingAgainGivesTheSameAgentAndTakesNoUse(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let token = try await token(world)
            let key = Sample.agentKey()
            let agent = try await enrol(key, by: token, in: world)
            #expect(try await enrol(key, by: token, in: world) == agent)
            _ = try await world.store.removeDeadTokens(at: Sample.now)
            #expect(try await enrol(key, by: token, in: world) == agent)
            #expect(try await world.eventCount() == 1)

            let other = try await self.token(world)
            await expectRefusal(.keyTaken) { _ = try await enrol(key, by: other, in: world) }
            #expect(try await world.store.token(other.hash) == other, "no use was taken")
            _ = try await world.store.changeAgent(agent.id, of: nil) {
                $0.standing = .revoked
                return []
            }
            await expectRefusal(.agentRevoked) { _ = try await enrol(key, by: other, in: world) }
            await expectRefusal(.tokenRefused) { _ = try await enrol(key, by: token, in: world) }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWithTheSameKeyOneBecomesAnAgent(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let token = try await token(world, uses: 8)
            let key = Sample.agentKey()
            let outcomes = await eightAtOnce { number in
                try await enrol(key, by: token, in: world, through: number)
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            #expect(Set(outcomes.values.map(\.id)).count == 1)
            #expect(try await world.store.token(token.hash)?.usesLeft == 7)
            #expect(try await world.eventCount() == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightMachinesWithThreeUsesThreeJoin(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let token = try await token(world, uses: 3)
            let outcomes = await eightAtOnce { number in
                try await enrol(Sample.agentKey(), by: token, in: world, through: number)
            }
            #expect(outcomes.values.count == 3)
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .tokenRefused })
            let page = try await world.store.agents(
                of: .tenant(world.tenant.id), matching: AgentFilter(), PageRequest())
            #expect(Set(page.items) == Set(outcomes.values))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func limitsAreKeptAndTakenAwayEachByItself(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await enrol(Sample.agentKey(), by: token(world), in: world)
            #expect(agent.limits == .none && agent.runsAtOnce == nil)
            func limit(_ limits: AgentLimits, _ runsAtOnce: Int?) async throws {
                let changed = try await world.store.changeAgent(
                    agent.id, of: .tenant(world.tenant.id)
                ) { agent in
                    agent.limits = limits
                    agent.runsAtOnce = runsAtOnce
                    return []
                }
                #expect(changed.limits == limits && changed.runsAtOnce == runsAtOnce)
                #expect(try await world.store.agent(agent.id) == changed)
                let basis = try await world.store.basis(of: agent.id)
                #expect(basis?.agent == changed)
            }
            let most = ByteCount(Int64.max)
            try await limit(AgentLimits(upload: most, download: most, niceness: 0), nil)
            try await limit(AgentLimits(download: .kibibytes(1), niceness: 19), 1)
            try await limit(.none, nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func changesAreKeptWithTheirEventsAndNothingIsNoChange(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await enrol(Sample.agentKey(), by: token(world), in: world)
            let scope = Agent.Scope.tenant(world.tenant.id)
            let newKey = Sample.agentKey()
            let incarnation = Sample.id(Incarnation.self)
            let changed = try await world.store.changeAgent(agent.id, of: scope) { agent in
                agent.name = "Mäuse 🐭"
                agent.labels = ["os": "debian", "site": ""]
                agent.standing = .paused
                agent.key = newKey
                agent.lastSeen = Sample.now + .seconds(5)
                agent.incarnation = incarnation
                agent.machine = Sample.machine("new")
                agent.machine.capacity = .init(processors: 4, memory: ByteCount(1 << 40))
                agent.limits = AgentLimits(upload: .kibibytes(1), niceness: 19)
                agent.runsAtOnce = 64
                return [Sample.event(.agentChanged, in: world.scope, on: AuditTarget(agent))]
            }
            #expect(changed.limits.upload == .kibibytes(1) && changed.runsAtOnce == 64)
            #expect(changed.name == "Mäuse 🐭" && changed.machine.capacity?.processors == 4)
            #expect(try await world.store.agent(agent.id) == changed)
            #expect(try await world.store.agent(signingWith: agent.key.signing) == nil)
            #expect(try await world.eventCount() == 2)
            let same = try await world.store.changeAgent(agent.id, of: scope) { _ in
                [Sample.event(.agentChanged, in: world.scope)]
            }
            #expect(same == changed)
            #expect(try await world.eventCount() == 2)
            await expectRefusal(.agentRevoked) {
                _ = try await world.store.changeAgent(agent.id, of: scope) { agent in
                    agent.name = "lost"
                    throw StoreError.refused(.agentRevoked)
                }
            }
            #expect(try await world.store.agent(agent.id) == changed)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anAgentBelongsToItsTenantAlone(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await enrol(Sample.agentKey(), by: token(world), in: world)
            let foreign = Agent.Scope.tenant(Sample.id())
            for scope in [foreign, .hub] {
                await expectStoreError(.notFound) {
                    _ = try await world.store.changeAgent(agent.id, of: scope) {
                        $0.name = "stolen"
                        return []
                    }
                }
                #expect(
                    try await world.store.deleteAgent(agent.id, of: scope) { _, _ in [] } == nil)
                let page = try await world.store.agents(
                    of: scope, matching: AgentFilter(), PageRequest())
                #expect(page.items.isEmpty)
            }
            #expect(try await world.store.agent(agent.id) == agent)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoRotateToOneKeyOneSucceeds(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let token = try await token(world, uses: 8)
            var agents: [Agent] = []
            for _ in 0..<8 {
                agents.append(try await enrol(Sample.agentKey(), by: token, in: world))
            }
            let wanted = Sample.agentKey()
            let all = agents
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].changeAgent(all[number].id, of: nil) {
                    $0.key = wanted
                    return []
                }
            }
            #expect(outcomes.values.count == 1)
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .keyTaken },
                "\(outcomes.errors)")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightChangesNoneIsLost(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await enrol(Sample.agentKey(), by: token(world), in: world)
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].changeAgent(agent.id, of: nil) {
                    $0.labels["from\(number)"] = "x"
                    return [Sample.event(.agentChanged, in: world.scope)]
                }
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            #expect(try await world.store.agent(agent.id)?.labels.count == 8)
            #expect(try await world.eventCount() == 9)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func listsAreFilteredAndCutIntoPages(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scope = Agent.Scope.tenant(world.tenant.id)
            let token = try await token(world, uses: 9)
            for (number, name) in ["web-1", "WEB_2", "db", "100%"].enumerated() {
                let key = Sample.agentKey()
                _ = try await world.store.enrol(key, by: token.hash, at: Sample.now) { _ in
                    let labels = ["site": number < 3 ? "north" : "south", "n": "\(number)"]
                    let time = Sample.now + .seconds(number)
                    return (
                        Sample.agent(name, of: scope, key: key, labels: labels, created: time), []
                    )
                }
            }
            func names(_ filter: AgentFilter) async throws -> [String] {
                try await world.store.agents(of: scope, matching: filter, PageRequest()).items
                    .map(\.name)
            }
            #expect(try await names(AgentFilter()) == ["web-1", "WEB_2", "db", "100%"])
            #expect(try await names(AgentFilter(text: "web")) == ["web-1", "WEB_2"])
            #expect(try await names(AgentFilter(text: "_")) == ["WEB_2"])
            #expect(try await names(AgentFilter(text: "%")) == ["100%"])
            #expect(
                try await names(AgentFilter(labels: ["site": "north"])) == [
                    "web-1", "WEB_2", "db",
                ])
            #expect(
                try await names(AgentFilter(labels: ["site": "north", "n": "2"])) == ["db"])
            #expect(try await names(AgentFilter(labels: ["site": "east"])).isEmpty)
            #expect(try await names(AgentFilter(standing: .paused)).isEmpty)
            #expect(try await names(AgentFilter(hostName: "web_2")) == ["WEB_2"])
            #expect(try await names(AgentFilter(hostName: "web")).isEmpty)
            try await expectSilentAndOthers(world, in: scope, names)
            let first = try await world.store.agents(
                of: scope, matching: AgentFilter(text: "b"), PageRequest(limit: 2))
            #expect(first.items.map(\.name) == ["web-1", "WEB_2"])
            let rest = try await world.store.agents(
                of: scope, matching: AgentFilter(text: "b"),
                PageRequest(after: try #require(first.next), limit: 2))
            #expect(rest.items.map(\.name) == ["db"] && rest.next == nil)
        }
    }

    /// Those of whom nothing was heard, and those of another program.
    private func expectSilentAndOthers(
        _ world: World, in scope: Agent.Scope, _ names: (AgentFilter) async throws -> [String]
    ) async throws {
        let agents = try await world.store.agents(
            of: scope, matching: AgentFilter(), PageRequest()
        ).items
        let heard = Sample.now + .seconds(100)
        try await world.store.noteSeen([agents[0].id: heard, agents[1].id: heard])
        _ = try await world.store.changeAgent(agents[2].id, of: scope) { agent in
            agent.standing = .paused
            return []
        }
        #expect(
            try await names(AgentFilter(silentSince: heard)) == ["web-1", "WEB_2", "100%"])
        #expect(try await names(AgentFilter(silentSince: heard - .seconds(1))) == ["100%"])
        let program = agents[0].machine.program
        #expect(try await names(AgentFilter(programBesides: program)).isEmpty)
        #expect(try await names(AgentFilter(programBesides: "other 2.0")).count == 4)
    }

    @Test(arguments: StoreKind.allCases)
    func beingSeenNeverMovesBack(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await enrol(Sample.agentKey(), by: token(world), in: world)
            for (time, expected) in [(5, 5), (3, 5), (9, 9)] {
                try await world.store.noteSeen([
                    agent.id: Sample.now + .seconds(time), Sample.id(): Sample.now,
                ])
                #expect(
                    try await world.store.agent(agent.id)?.lastSeen
                        == Sample.now + .seconds(expected))
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aDeletedAgentLeavesNothingButItsEvent(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await enrol(Sample.agentKey(), by: token(world), in: world)
            _ = try await world.store.changeAgent(agent.id, of: nil) {
                $0.labels = ["a": "b"]
                return []
            }
            let scope = Agent.Scope.tenant(world.tenant.id)
            for isThere in [true, false] {
                let deleted = try await world.store.deleteAgent(agent.id, of: scope) { agent, _ in
                    [Sample.event(.agentDeleted, in: world.scope, on: AuditTarget(agent))]
                }
                #expect((deleted != nil) == isThere)
            }
            #expect(try await world.store.agent(agent.id) == nil)
            #expect(try await world.eventCount() == 2)
            // Its key is free again: the machine may join anew.
            _ = try await enrol(agent.key, by: token(world), in: world)
        }
    }
}
