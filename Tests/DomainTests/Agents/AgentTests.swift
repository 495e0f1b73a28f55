import Cryptography
import Testing
import Values

@testable import Domain

@Suite struct AgentTests {
    private let now = moment("12:00")

    private func key(_ number: UInt8) throws -> AgentKey {
        try #require(
            AgentKey(
                signing: Array(repeating: number, count: 32),
                sealing: Array(repeating: 255 - number, count: 32)))
    }

    private func machine(_ hostName: String) -> Machine {
        Machine(
            hostName: hostName, program: "holdfast 1.0.0", system: "Debian",
            architecture: "x86_64")
    }

    private func agent(
        _ scope: Agent.Scope = .tenant(ID(1)), isWorker: Bool = false, hostName: String = "web",
        lastSeen: Timestamp? = nil
    ) throws -> Agent {
        Agent(
            id: ID(1), scope: scope, name: "web", machine: machine(hostName), key: try key(1),
            isWorker: isWorker, created: now, lastSeen: lastSeen)
    }

    @Test func anAgentIsAwayAfterThreeHeartbeats() throws {
        #expect(try agent().isAway(at: now))
        #expect(try !agent(lastSeen: now).isAway(at: now + .seconds(89)))
        #expect(try agent(lastSeen: now).isAway(at: now + .seconds(90)))
    }

    @Test func anAgentWorksForItsTenantAndASharedWorkerForAll() throws {
        #expect(try agent().works(for: ID(1)))
        #expect(try !agent().works(for: ID(2)))
        #expect(try agent(.hub, isWorker: true).works(for: ID(2)))
        #expect(try !agent(.hub).works(for: ID(2)))
    }

    @Test(
        arguments: Row.table(
            """
            active   runs connects
            draining -    connects
            paused   -    connects
            revoked  -    -
            """))
    func standing(row: Row) throws {
        let standing = try #require(AgentStanding(rawValue: row[0]))
        #expect(standing.takesRuns == (row[1] == "runs"))
        #expect(standing.mayConnect == (row[2] == "connects"))
    }

    /// The example of docs/formats/agent-protocol.md, computed by another program.
    @Test func fingerprintsAreTheDocumentedOnes() throws {
        let one = try key(1).fingerprint { SHA256.hash($0).bytes }
        #expect(one == "0c0e c10c 08e3 b8e6 5c71 4b66 c683 3251")
        #expect(try key(2).fingerprint { SHA256.hash($0).bytes } != one)
        #expect(AgentKey(signing: [1], sealing: Array(repeating: 0, count: 32)) == nil)
    }

    /// Incarnation, what the agent recorded, what the hub has, standing, the older link's
    /// incarnation and how long it was silent.
    @Test(
        arguments: Row.table(
            """
            1 0  0  active  - -    welcome
            1 9  9  active  - -    welcome
            1 12 9  active  - -    welcome
            1 8  9  active  - -    reincarnate
            1 0  1  active  1 0s   reincarnate
            1 9  9  active  1 0s   welcome
            1 9  9  active  1 100s welcome
            2 0  0  active  1 0s   probe
            2 0  0  active  1 59s  probe
            2 0  0  active  1 60s  welcome
            2 0  0  paused  1 0s   probe
            2 0  0  draining - -   welcome
            1 9  9  revoked - -    refuse
            2 8  9  revoked 1 0s   refuse
            """))
    func aHelloIsJudgedByWhatIsRemembered(row: Row) throws {
        let older =
            row[4] == "-"
            ? nil
            : LinkRule.Link(
                incarnation: ID(try #require(UInt64(row[4]))),
                lastHeard: now - (try #require(Duration(row[5]))))
        let decision = LinkRule.decide(
            ID(try #require(UInt64(row[0]))), recorded: try #require(Int64(row[1])),
            committed: try #require(Int64(row[2])),
            standing: try #require(AgentStanding(rawValue: row[3])), older: older, now: now)
        #expect("\(decision)" == row[6])
    }

    @Test func twoThatAnswerAreAClone() {
        #expect(LinkRule.afterProbe(answered: true) == .clone)
        #expect(LinkRule.afterProbe(answered: false) == .welcome)
    }

    /// Sent and received by the hub, answered by the agent, in seconds; kinds that are refused.
    @Test(
        arguments: Row.table(
            """
            0 0    0  0s    allowed
            0 300  0  5m    allowed
            0 301  0  5m1s  refused
            0 -300 0  -5m   allowed
            0 -301 0  -5m1s refused
            0 304  10 4m59s allowed
            0 311  10 5m6s  refused
            0 310  10 5m5s  allowed
            9 0    0  -9s   allowed
            """))
    func clocksAreComparedFairly(row: Row) throws {
        let times = try row.cells.prefix(3).map {
            now + .seconds(try #require(Int64($0)))
        }
        let skew = ClockSkew(sent: times[0], answered: times[1], received: times[2])
        #expect(skew.offset.text == row[3])
        #expect(skew.isAllowed == (row[4] == "allowed"))
        for kind in RunKind.allCases {
            let isRefused = row[4] == "refused" && (kind == .prune || kind == .unlock)
            #expect((skew.refusal(of: kind) != nil) == isRefused, "\(kind)")
        }
    }

    @Test func aWrongClockIsExplained() {
        let skew = ClockSkew(offset: .seconds(-7200))
        #expect(skew.refusal(of: .prune)?.code == "clock_skew")
        #expect(skew.refusal(of: .prune)?.message.contains("2h behind the hub's") == true)
        #expect(
            ClockSkew(offset: .seconds(7200)).refusal(of: .unlock)?.message
                .contains("2h ahead of the hub's") == true)
    }

    private func pending(_ number: UInt8, hostName: String = "web", age: Duration = .zero) throws
        -> PendingAgent
    {
        PendingAgent(
            id: ID(UInt64(number)), tenant: ID(1), key: try key(number),
            machine: machine(hostName),
            address: "192.0.2.1", announced: now - age, nonce: [])
    }

    @Test func announcementsAreBounded() throws {
        let full = try (0..<100).map { try pending($0) }
        let mine = try key(200)
        typealias Case = ([PendingAgent], Int, AnnounceRule.Decision)
        let cases: [Case] = [
            ([], 0, .admit), ([], 9, .admit), ([], 10, .tooManyFromAddress),
            (full, 0, .tooManyPending), (Array(full.dropLast()), 0, .admit),
            (full + [try pending(200)], 0, .known(ID(200))),
            (full + [try pending(200)], 10, .tooManyFromAddress),
            ([try pending(200, age: .seconds(3600))], 0, .admit),
            (try (0..<100).map { try pending($0, age: .seconds(3600)) }, 0, .admit),
        ]
        for (pending, recent, expected) in cases {
            #expect(
                AnnounceRule.decide(
                    key: mine, pending: pending,
                    recent: Array(repeating: now - .seconds(59), count: recent), now: now)
                    == expected)
        }
        let old = Array(repeating: now - .seconds(60), count: 50)
        #expect(AnnounceRule.decide(key: mine, pending: [], recent: old, now: now) == .admit)
    }

    @Test func doubtfulNamesAreFlagged() throws {
        let waiting = try [
            pending(1, hostName: "a"), pending(2, hostName: "b"), pending(3, hostName: "B"),
            pending(4, hostName: "c"),
        ]
        #expect(
            AnnounceRule.doubtful(waiting, enrolled: [try agent(hostName: "C")])
                == [ID(2), ID(3), ID(4)])
    }
}
