import AgentProtocol
import Domain
import HTTPServer
import Host
import HubCore
import JSON
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import HubLink

@Suite(.timeLimit(.minutes(2))) struct LinkTests {
    @Test(arguments: StoreKind.allCases)
    func anAgentIsBelievedAndWelcomed(kind: StoreKind) async throws {
        try await LinkFixture.with(kind) { hub in
            let machine = try await hub.agent()
            let link = try await hub.dial()
            let hello = machine.hello(to: link)
            try await link.say(.hello(hello))
            let welcome = try #require(try await link.welcome())
            #expect(machine.believes(welcome, to: hello, on: link))
            #expect(welcome.standing == .active)
            #expect(welcome.hubIncarnation == hub.hub.identity.incarnation)
            #expect(hub.board.linked([machine.id]) == [machine.id])
            let agent = try await hub.fleet.agent(machine.id, of: hub.tenant)
            #expect(agent.incarnation == hello.incarnation)
            #expect(agent.lastSeen == hub.time.clock.now)

            try await link.say(.ping(Ping(time: Sample.now)))
            guard case .pong(let pong)? = try await link.next() else {
                throw Unexpected("no pong")
            }
            #expect(pong.asked == Sample.now && pong.lost.isEmpty)
        }
    }

    /// A whole site may lie behind one address.
    @Test func whoIsBelievedTakesNoPlaceOfTheirAddress() async throws {
        var limits = HTTPServerLimits()
        limits.connectionsPerAddressMax = 3
        try await LinkFixture.with(limits: limits) { hub in
            var kept: [TestLink] = []
            for _ in 0..<6 {
                let machine = try await hub.agent()
                let link = try await hub.link(machine)
                _ = try #require(try await link.welcome())
                kept.append(link)
            }
            #expect(hub.board.count == 6)
            for link in kept {
                try await link.say(.ping(Ping(time: Sample.now)))
                #expect(try await link.next() != nil)
            }
        }
    }

    @Test func whoIsNotBelievedIsToldNothingElse() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            var stranger = TestMachine()
            stranger.enrolled = machine.enrolled
            var unknown = TestMachine()
            unknown.enrolled = Enrolled(
                hub: hub.hub.identity.hub, hubKey: [], agent: Sample.id(), tenant: nil, name: "x")
            for liar in [stranger, unknown] {
                let link = try await hub.link(liar)
                #expect(try await link.goodbye() == "not_believed")
            }
            // What was signed for an earlier challenge is worth nothing.
            let link = try await hub.dial()
            try await link.say(
                .hello(machine.hello(to: link, hubNonce: Array(repeating: 7, count: 32))))
            #expect(try await link.goodbye() == "not_believed")
            #expect(hub.board.count == 0)
        }
    }

    @Test func aRevokedAgentIsSentAwayAtOnceAndForGood() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let link = try await hub.link(machine)
            _ = try #require(try await link.welcome())
            _ = try await hub.fleet.setStanding(
                .revoked, of: machine.id, in: hub.tenant, by: hub.somebody)
            #expect(try await link.goodbye() == "revoked")
            #expect(try await hub.link(machine).goodbye() == "revoked")
            await expectRefusal(.agentRevoked) {
                _ = try await hub.fleet.setStanding(
                    .active, of: machine.id, in: hub.tenant, by: hub.somebody)
            }
        }
    }

    @Test func aDeletedAgentIsSentAway() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let link = try await hub.link(machine)
            _ = try #require(try await link.welcome())
            try await hub.fleet.delete(machine.id, of: hub.tenant, by: hub.somebody)
            #expect(try await link.goodbye() == "revoked")
            #expect(try await hub.link(machine).goodbye() == "not_believed")
        }
    }

    @Test func anotherStandingIsTakenUpByTheNextLink() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let link = try await hub.link(machine)
            _ = try #require(try await link.welcome())
            _ = try await hub.fleet.setStanding(
                .draining, of: machine.id, in: hub.tenant, by: hub.somebody)
            #expect(try await link.goodbye() == "changed")
            let next = try await hub.link(machine)
            #expect(try await next.welcome()?.standing == .draining)
        }
    }

    @Test func rotatedKeysEndTheLinkOfTheOldOnes() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let link = try await hub.link(machine)
            _ = try #require(try await link.welcome())
            let (next, form) = machine.rotated(at: hub.hub.identity.hub)
            let answer = try await hub.post(
                RotationForm.path, RotationForm.schema.encode(form))
            #expect(answer.status == 204)
            #expect(try await link.goodbye() == "rotated")
            #expect(try await hub.link(machine).goodbye() == "not_believed")
            #expect(try await hub.link(next).welcome() != nil)
        }
    }

    @Test func aNewerLinkOfTheSameLifeTakesThePlaceOfTheOlder() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let incarnation = Sample.id(Incarnation.self)
            let first = try await hub.link(machine, incarnation: incarnation)
            _ = try #require(try await first.welcome())
            let second = try await hub.link(machine, incarnation: incarnation)
            #expect(try await second.welcome() != nil)
            #expect(try await first.goodbye() == "replaced")
            #expect(hub.board.count == 1)
        }
    }

    @Test func twoLiveMachinesWithOneIdentityArePausedBoth() async throws {
        var patient = LinkSettings()
        patient.probeTime = .seconds(100)
        try await LinkFixture.with(settings: patient) { hub in
            let machine = try await hub.agent()
            let first = try await hub.link(machine)
            _ = try #require(try await first.welcome())
            let second = try await hub.link(machine)
            // The first one lives: it answers the probe.
            guard case .goodbye(let goodbye)? = try await first.nextAnsweringPings() else {
                throw Unexpected("no goodbye")
            }
            #expect(goodbye.code == "cloned")
            #expect(try await second.goodbye() == "cloned")
            let agent = try await hub.fleet.agent(machine.id, of: hub.tenant)
            #expect(agent.standing == .paused)
            let events = try await hub.world.store.auditEvents(
                in: hub.world.scope, matching: AuditFilter(action: .agentPaused), before: nil,
                limit: 10)
            #expect(events.map(\.draft.detail["reason"]) == ["cloned"])
            // Whoever comes alone is welcomed, and told to wait for a person.
            let third = try await hub.link(machine)
            #expect(try await third.welcome()?.standing == .paused)
        }
    }

    @Test func aRestartIsNoClone() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let first = try await hub.link(machine)
            _ = try #require(try await first.welcome())
            // Nobody answers for the first one any more, though its connection is still there.
            let second = try await hub.link(machine)
            #expect(try await second.welcome()?.standing == .active)
            #expect(try await first.goodbye() == "replaced")
        }
    }

    @Test func whatMachinesSayOfThemselvesIsKept() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let link = try await hub.link(machine)
            _ = try #require(try await link.welcome())
            try await link.say(
                .facts(
                    HostFacts(
                        hostName: "renamed", system: "Debian GNU/Linux 13",
                        architecture: "aarch64", program: "holdfast 1.1.0", processors: 8,
                        memory: ByteCount(1 << 33), disks: [])))
            // Answered in order: the facts are there when the pong is.
            try await link.say(.ping(Ping(time: Sample.now)))
            guard case .pong? = try await link.next() else { throw Unexpected("no pong") }
            let kept = try await hub.fleet.agent(machine.id, of: hub.tenant).machine
            #expect(kept.hostName == "renamed" && kept.architecture == "aarch64")
            #expect(kept.capacity?.processors == 8)
        }
    }

    @Test func whoIsSilentForTooLongIsGivenUp() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let link = try await hub.link(machine)
            _ = try #require(try await link.welcome())
            hub.time.advance(by: .seconds(89))
            hub.keeper.beat()
            guard case .ping? = try await link.next() else { throw Unexpected("no ping") }
            try await link.say(.ping(Ping(time: Sample.now)))
            _ = try await link.next()
            await hub.keeper.note()
            #expect(
                try await hub.fleet.agent(machine.id, of: hub.tenant).lastSeen
                    == hub.time.clock.now)
            hub.time.advance(by: .seconds(90))
            hub.keeper.beat()
            #expect(try await link.goodbye() == "silent")
        }
    }

    @Test func whoSaysNoHelloIsSentAway() async throws {
        var hasty = LinkSettings()
        hasty.helloTime = .milliseconds(100)
        try await LinkFixture.with(settings: hasty) { (hub: LinkFixture) async throws in
            #expect(try await hub.dial().goodbye() == "silent")
        }
    }

    @Test func agentsAreToldThatTheHubStops() async throws {
        let machines = try EventLoop(name: "machines")
        try machines.start()
        defer { machines.stop() }
        let (links, made) = AsyncStream<TestLink>.makeStream()
        async let words: String? = {
            for await link in links { return try await link.goodbye() }
            return nil
        }()
        try await LinkFixture.with(machines: machines) { hub in
            let link = try await hub.link(try await hub.agent())
            _ = try #require(try await link.welcome())
            made.yield(link)
            made.finish()
        }
        #expect(try await words == "shutting_down")
    }

    @Test func pagesOfSitesHaveNoLink() async throws {
        try await LinkFixture.with { hub in
            let response = await hub.router.respond(
                to: HTTPRequest(
                    .get, "/agent/v1/link", fields: [.origin: "https://evil.test"]))
            #expect(response.status == .forbidden)
        }
    }
}
