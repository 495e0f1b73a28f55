import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct PendingAgentContract {
    private func announce(
        _ pending: PendingAgent, in world: World, through peer: Int = 0,
        recent: [Timestamp] = []
    ) async throws -> PendingAgent {
        try await world.peers[peer].announce(
            pending, recent: recent, audit: [Sample.event(.agentAnnounced, in: world.scope)])
    }

    private func approve(
        _ pending: PendingAgent, in world: World, through peer: Int = 0,
        at now: Timestamp = Sample.now
    ) async throws -> Agent {
        try await world.peers[peer].approve(pending.id, of: world.tenant.id, at: now) { pending in
            let agent = Sample.agent(
                pending.hostName, of: .tenant(pending.tenant), key: pending.key)
            return (
                agent, [Sample.event(.agentEnrolled, in: world.scope, on: AuditTarget(agent))]
            )
        }
    }

    private func refuse(_ pending: PendingAgent, in world: World) async throws {
        try await world.store.refuse(pending.id, of: world.tenant.id, at: Sample.now) {
            [Sample.event(.agentRejected, in: world.scope, on: AuditTarget($0))]
        }
    }

    private func prove(_ pending: PendingAgent, in world: World) async throws {
        try await world.store.proveAnnouncement(pending.id, at: Sample.now, audit: [])
    }

    @Test(arguments: StoreKind.allCases)
    func onlyTheProvenAreShownAndApproved(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let tenant = world.tenant.id
            let pending = try await announce(Sample.announcement(to: tenant), in: world)
            #expect(try await world.store.pendingAgents(of: tenant, at: Sample.now).isEmpty)
            await expectRefusal(.notProven) { _ = try await approve(pending, in: world) }
            await expectRefusal(.notProven) { try await refuse(pending, in: world) }
            try await prove(pending, in: world)
            try await prove(pending, in: world)
            var proven = pending
            proven.proven = Sample.now
            #expect(try await world.store.pendingAgents(of: tenant, at: Sample.now) == [proven])
            #expect(try await world.store.pendingAgents(of: Sample.id(), at: Sample.now) == [])

            let agent = try await approve(pending, in: world)
            #expect(agent.key == pending.key)
            #expect(try await world.store.agent(agent.id) == agent)
            #expect(try await approve(pending, in: world) == agent, "approving is idempotent")
            #expect(try await world.store.pendingAgents(of: tenant, at: Sample.now) == [])
            #expect(try await world.store.pendingAgent(pending.id)?.decision == .approved)
            await expectRefusal(.alreadyDecided) { try await refuse(pending, in: world) }
            #expect(try await world.eventCount() == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aRefusalIsRememberedAndMayBeFollowedByAnotherAnnouncement(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let pending = try await announce(
                Sample.announcement(to: world.tenant.id), in: world)
            try await prove(pending, in: world)
            try await refuse(pending, in: world)
            try await refuse(pending, in: world)
            #expect(try await world.eventCount() == 2)
            await expectRefusal(.alreadyDecided) { _ = try await approve(pending, in: world) }
            let again = Sample.announcement(to: world.tenant.id, key: pending.key)
            #expect(try await announce(again, in: world) == again)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func announcingAgainIsTheSameAnnouncement(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let pending = try await announce(
                Sample.announcement(to: world.tenant.id), in: world)
            let again = Sample.announcement(to: world.tenant.id, key: pending.key)
            #expect(try await announce(again, in: world) == pending)
            #expect(try await world.eventCount() == 1)
            await expectStoreError(.notFound) {
                _ = try await announce(Sample.announcement(to: Sample.id()), in: world)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func announcementsOfOthersAreNotThere(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let pending = try await announce(
                Sample.announcement(to: world.tenant.id), in: world)
            try await prove(pending, in: world)
            await expectStoreError(.notFound) {
                _ = try await world.store.approve(pending.id, of: Sample.id(), at: Sample.now) {
                    (Sample.agent(of: .tenant($0.tenant), key: $0.key), [])
                }
            }
            await expectStoreError(.notFound) {
                try await world.store.refuse(pending.id, of: Sample.id(), at: Sample.now) { _ in
                    []
                }
            }
            await expectStoreError(.notFound) {
                _ = try await approve(
                    pending, in: world, at: Sample.now + PendingAgent.lifetime)
            }
            #expect(try await world.store.pendingAgent(pending.id)?.decision == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aKeyThatIsAnAgentsAlreadyIsNotApprovedTwice(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let token = Sample.token(.enrolment, tenant: world.tenant.id)
            try await world.store.issueToken(token, replacing: false, audit: [])
            let pending = try await announce(
                Sample.announcement(to: world.tenant.id), in: world)
            try await prove(pending, in: world)
            _ = try await world.store.enrol(pending.key, by: token.hash, at: Sample.now) { _ in
                (Sample.agent(of: .tenant(world.tenant.id), key: pending.key), [])
            }
            await expectRefusal(.keyTaken) { _ = try await approve(pending, in: world) }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func noMoreWaitThanMay(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let tenant = world.tenant.id
            for number in 0..<(PendingAgent.countMax - 3) {
                _ = try await world.store.announce(
                    Sample.announcement("host\(number)", to: tenant), recent: [], audit: [])
            }
            let outcomes = await eightAtOnce { number in
                try await announce(
                    Sample.announcement(to: tenant), in: world, through: number)
            }
            #expect(outcomes.values.count == 3)
            #expect(
                outcomes.errors.allSatisfy {
                    ($0 as? StoreError)?.refusal == .tooManyAnnouncements
                }, "\(outcomes.errors)")
            let later = Sample.now + PendingAgent.lifetime
            _ = try await announce(
                Sample.announcement(to: tenant, announced: later), in: world)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func oneAddressAnnouncesSoOftenAndNoMore(kind: StoreKind) async throws {
        try await kind.withWorld { (world: World) async throws in
            let recent = Array(repeating: Sample.now, count: PendingAgent.perAddressMax)
            await expectRefusal(.tooManyAnnouncements) {
                _ = try await announce(
                    Sample.announcement(to: world.tenant.id), in: world, recent: recent)
            }
            #expect(try await world.eventCount() == 0)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoApproveOneMakesTheAgent(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let pending = try await announce(
                Sample.announcement(to: world.tenant.id), in: world)
            try await prove(pending, in: world)
            let outcomes = await eightAtOnce { number in
                try await approve(pending, in: world, through: number)
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            #expect(Set(outcomes.values.map(\.id)).count == 1)
            #expect(try await world.eventCount() == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatNobodyMayAskAboutIsForgotten(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let decided = try await announce(
                Sample.announcement(to: world.tenant.id), in: world)
            try await prove(decided, in: world)
            try await refuse(decided, in: world)
            _ = try await announce(Sample.announcement(to: world.tenant.id), in: world)
            let hour = Sample.now + PendingAgent.lifetime
            #expect(
                try await world.store.removeStaleAnnouncements(at: hour - .milliseconds(1)) == 0)
            #expect(try await world.store.removeStaleAnnouncements(at: hour) == 1)
            #expect(try await world.store.pendingAgent(decided.id) != nil)
            let week = Sample.now + PendingAgent.memory
            #expect(try await world.store.removeStaleAnnouncements(at: week) == 1)
            #expect(try await world.store.pendingAgent(decided.id) == nil)
        }
    }
}
