import AgentProtocol
import AgentSupport
import Cryptography
import Domain
import Host
import TestSupport
import Testing
import Transport
import Values

@testable import AgentCore

/// A hub in wrong hands, or something that pretends to be one: every abusive message the protocol
/// allows, and what comes of it, which is nothing.
@Suite(.timeLimit(.minutes(10))) struct MaliciousHubTests {
    /// What the hub holds, and the machine it would like to have.
    private struct Scene: Sendable {
        let agent: TestAgent
        let hub: TestHub
        let address: HubAddress
        /// Exists if a command of the hub was run.
        let trace: String

        var key: VerifyingKey { agent.identity.signingKey.verifyingKey }
    }

    /// The policy as the installer writes it where nobody widens it.
    private static let untouched = LocalPolicy().text

    private func withScene(
        policy: String = untouched, _ body: @escaping @Sendable (Scene) async throws -> Void
    ) async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                let agent = try await TestAgent(in: scratch, of: hub, policy: policy)
                _ = try await runProgram("sh", ["-c", "echo secret > \(scratch)/data/one"])
                let trace = "\(scratch)/trace"
                try await body(
                    Scene(
                        agent: agent, hub: hub, address: try HubAddress(hub.url), trace: trace))
                let left = try await runProgram(
                    "sh", ["-c", "ls -A \(scratch)/vaults; ls \(trace)"])
                let text = left.text
                #expect(text.isEmpty, "a command was run, or something was written: \(text)")
                await agent.close()
            }
        }
    }

    // MARK: Orders

    /// Runs that a default policy refuses, each with its name.
    private static let orders = [
        "a hook before", "a hook after", "a path", "the root", "a link to the root",
        "a path that climbs", "another machine's files", "a vault on this disk",
        "a vault in capital letters", "a vault without a scheme", "a restore elsewhere",
        "a restore in its place", "a restore that climbs", "another program",
        "a confirmed restore in its place", "a restore in its place that moves",
        "a copy to this disk", "an export from this disk", "a database", "a drill on this disk",
    ]

    @Test(arguments: orders) func noOrderGetsPastADefaultPolicy(abuse: String) async throws {
        try await withScene { scene in
            try await scene.agent.run(scene.address) {
                let (link, _) = try await scene.hub.greet(agent: scene.key)
                let orders = AbusiveOrders(in: scene.agent.scratch, trace: scene.trace)
                try await link.send(.start(orders.order(abuse)))
                let answer = try await link.wait {
                    if case .reply = $0 { true } else { false }
                }
                guard case .reply(let reply) = answer else { return }
                #expect(reply.refusal == .policy)
                #expect(try await scene.agent.journal.openRuns().isEmpty)
            }
        }
    }

    // MARK: Questions

    @Test(arguments: ["/", "/etc", "/proc/self/root", "/../etc", "/root/.ssh"])
    func noFolderIsShownBeyondThePolicy(path: String) async throws {
        try await withScene { scene in
            try await scene.agent.run(scene.address) {
                let (link, _) = try await scene.hub.greet(agent: scene.key)
                try await link.send(.question(QuestionAsked(.folder(path: path))), asks: 3)
                let answer = try await link.wait { if case .answer = $0 { true } else { false } }
                guard case .answer(let given) = answer, case .refused(let failure) = given.answer
                else {
                    Issue.record("it was shown: \(answer)")
                    return
                }
                #expect(failure.code == "policy")
            }
        }
    }

    @Test(arguments: ["/etc/shadow", "/proc/self/root/etc/passwd", "/var/../etc/shadow"])
    func noDatabaseIsLookedAtBeyondThePolicy(path: String) async throws {
        try await withScene { scene in
            try await scene.agent.run(scene.address) {
                let (link, _) = try await scene.hub.greet(agent: scene.key)
                let asked = ConnectionQuestion(
                    source: .sqlite(SQLiteConfiguration(path: path)), vault: nil, secrets: [])
                try await link.send(.question(QuestionAsked(.connection(asked))), asks: 3)
                let answer = try await link.wait { if case .answer = $0 { true } else { false } }
                guard case .answer(let given) = answer, case .refused(let failure) = given.answer
                else {
                    Issue.record("it was looked at: \(answer)")
                    return
                }
                #expect(failure.code == "policy")
            }
        }
    }

    /// An order that passes the policy by its words, and leads elsewhere when it begins.
    @Test func aConfirmedRestoreInItsPlaceFollowsNoLink() async throws {
        let policy = """
            restore = ["@/data"]
            vault-folders = ["@/kept"]
            read = ["@/data"]
            """
        try await withScene(policy: policy) { scene in
            let scratch = scene.agent.scratch
            _ = try await runProgram("mkdir", ["-p", "\(scratch)/kept", "\(scratch)/outside"])
            let vault = try scene.agent.vault(7, .repository, at: "\(scratch)/kept/7")
            try await scene.agent.make(vault)
            let data = String("\(scratch)/data".dropFirst())
            let backup = RunOrder(
                attempt: RunAttempt(run: number(61), attempt: 1, fence: 1), kind: .backup,
                source: source(paths: ["/\(data)"]), vaults: [vault])
            try await scene.agent.run {
                try await scene.agent.complete(backup)
                // Somebody on the machine turns the folder into a way out.
                _ = try await runProgram(
                    "sh", ["-ec", "cd \(scratch); mv data gone; ln -s outside data"])
                let restore = RunOrder(
                    attempt: RunAttempt(run: number(62), attempt: 1, fence: 1), kind: .restore,
                    vaults: [vault], snapshot: try await scene.agent.stored(number(61)),
                    destination: .inPlace, paths: [data],
                    terms: RestoreTerms(conflicts: .skip, confirmation: "web"))
                try await scene.agent.complete(restore)
            }
            let outside = try await runProgram("ls", ["-A", "\(scratch)/outside"])
            #expect(outside.text.isEmpty)
        }
    }

    @Test func noLinkLeadsOutOfWhatMayBeLookedAt() async throws {
        try await withScene(policy: "read = [\"@/data\"]") { scene in
            _ = try await runProgram("ln", ["-s", "/etc", "\(scene.agent.scratch)/data/out"])
            try await scene.agent.run(scene.address) {
                let (link, _) = try await scene.hub.greet(agent: scene.key)
                let path = "\(scene.agent.scratch)/data/out"
                try await link.send(.question(QuestionAsked(.folder(path: path))), asks: 3)
                let answer = try await link.wait { if case .answer = $0 { true } else { false } }
                guard case .answer(let given) = answer, case .refused(let failure) = given.answer
                else {
                    Issue.record("it was shown: \(answer)")
                    return
                }
                #expect(failure.code == "policy")
            }
        }
    }

    // MARK: Configurations

    @Test(arguments: [
        ("unsigned", "bad_signature"), ("signed by another", "bad_signature"),
        ("with one byte changed", "bad_signature"), ("another agent's", "foreign"),
        ("another hub's", "foreign"), ("older", "replayed"), ("no configuration", "malformed"),
    ])
    func noConfigurationIsTakenThatIsNotTheHubsOwnAndNewer(
        abuse: String, code: String
    ) async throws {
        try await withScene { scene in
            let hub = scene.hub
            let good = try configuration(serial: 5, hub: hub.id)
            try await scene.agent.book.adopt(hub.sign(good))
            let before = scene.agent.book.hash
            var signed = hub.sign(try configuration(serial: 6, capacity: 3, hub: hub.id))
            switch abuse {
            case "unsigned":
                signed = SignedConfiguration(
                    content: signed.content, signature: [UInt8](repeating: 0, count: 64))
            case "signed by another":
                let stranger = SigningKey.random()
                signed = SignedConfiguration.sign(good) { stranger.sign($0) }
            case "with one byte changed":
                var content = signed.content
                content[content.count / 2] ^= 1
                signed = SignedConfiguration(content: content, signature: signed.signature)
            case "another agent's":
                signed = hub.sign(try configuration(serial: 6, hub: hub.id, agent: number(77)))
            case "another hub's": signed = hub.sign(try configuration(serial: 6, hub: number(78)))
            case "older": signed = hub.sign(try configuration(serial: 4, hub: hub.id))
            default:
                let content = Array("{}".utf8)
                signed = SignedConfiguration(
                    content: content,
                    signature: hub.key.sign(SignedConfiguration.signedBytes(content)))
            }
            try await scene.agent.run(scene.address) { [signed] in
                let (link, _) = try await hub.greet(agent: scene.key)
                try await link.send(.configuration(signed))
                let answer = try await link.wait {
                    if case .configured = $0 { true } else { false }
                }
                guard case .configured(let configured) = answer else { return }
                #expect(configured.failure?.code == code)
                #expect(configured.hash == before)
            }
            #expect(scene.agent.book.hash == before)
            #expect(scene.agent.book.configuration == good)
        }
    }

    // MARK: Links

    /// What ends a link, with the code of the agent's goodbye; nil where it says none.
    private static let breaches: [(String, String?)] = [
        ("no JSON", "not_json"), ("bytes", "not_envelope"), ("another program", "not_envelope"),
        ("an unknown kind", "unknown_kind"), ("a field too many", "malformed"),
        ("version 9", "version_mismatch"), ("a second challenge", "out_of_order"),
        ("an acknowledgement of the future", "out_of_order"),
        ("an acknowledgement of another life", "out_of_order"),
        ("a question without a number", "malformed"), ("a frame of 9 MiB", nil),
        ("nested deeply", "not_json"), ("a relative path", "malformed"),
    ]

    @Test(arguments: breaches)
    func aHubThatBreaksTheProtocolIsToldAndLeft(breach: String, code: String?) async throws {
        try await withScene { scene in
            try await scene.agent.run(scene.address) {
                let (link, _) = try await scene.hub.greet(agent: scene.key)
                var last: AgentMessage?
                do {
                    try await Self.commit(breach, link, scene)
                    while let envelope = try await link.receive() { last = envelope.message }
                } catch {
                    // It hung up in the middle of what it was sent.
                }
                if let code {
                    guard case .goodbye(let goodbye)? = last else {
                        Issue.record("no goodbye: \(String(describing: last))")
                        return
                    }
                    #expect(goodbye.code == code)
                }
                link.drop()
                // It comes back, and is none the worse.
                _ = try await scene.hub.greet(agent: scene.key)
            }
        }
    }

    private static func commit(
        _ breach: String, _ link: TestLink, _ scene: Scene
    ) async throws {
        switch breach {
        case "no JSON": try await link.send("{")
        case "bytes": try await link.send([1, 2, 3])
        case "another program": try await link.send("{\"hello\":1}")
        case "an unknown kind":
            try await link.send("{\"version\":1,\"message\":{\"kind\":\"execute\"}}")
        case "a field too many":
            try await link.send(
                "{\"version\":1,\"message\":{\"kind\":\"ping\",\"time\":"
                    + "\"2026-11-21T03:00:07.120Z\",\"leases\":[],\"run\":\"rm\"}}")
        case "version 9":
            try await link.send("{\"version\":9,\"message\":{\"kind\":\"ping\"}}")
        case "a second challenge":
            try await link.send(
                .challenge(
                    Challenge(
                        hub: scene.hub.id, nonce: [UInt8](repeating: 1, count: 32),
                        time: Timestamp(seconds: 0))))
        case "an acknowledgement of the future":
            try await link.send(.received(Received(incarnation: number(1), through: 1_000_000)))
        case "an acknowledgement of another life":
            try await link.send(.received(Received(incarnation: number(99), through: 1)))
        case "a question without a number":
            try await link.send(.question(QuestionAsked(.folder(path: "/"))))
        case "a relative path":
            try await link.send(.question(QuestionAsked(.folder(path: "etc"))), asks: 1)
        case "a frame of 9 MiB":
            try await link.send(String(repeating: " ", count: 9 << 20))
        default: try await link.send(String(repeating: "[", count: 1000))
        }
    }

    @Test(arguments: ["another hub", "a wrong signature", "a replayed welcome"])
    func nobodyElseIsBelievedToBeTheHub(impostor: String) async throws {
        try await withScene { scene in
            let hub = scene.hub
            try await scene.agent.run(scene.address) {
                let link = try await hub.nextLink()
                let time = Timestamp(seconds: 1_763_683_200)
                let nonce = [UInt8](repeating: 7, count: 32)
                let id: ID<Hub> = impostor == "another hub" ? number(66) : hub.id
                try await link.send(.challenge(Challenge(hub: id, nonce: nonce, time: time)))
                guard case .hello(let hello)? = try await link.receive()?.message else {
                    #expect(impostor == "another hub")
                    return
                }
                #expect(impostor != "another hub")
                // What an earlier link was signed with, or what anybody can sign.
                let proof = LinkProof(
                    hub: hub.id, agent: hello.agent, incarnation: hello.incarnation,
                    hubNonce: nonce, agentNonce: [UInt8](repeating: 9, count: 32))
                let signer = impostor == "a replayed welcome" ? hub.key : SigningKey.random()
                try await link.send(
                    .welcome(
                        Welcome(
                            signature: signer.sign(proof.bytes(signedBy: .hub)),
                            hubIncarnation: number(55), time: time, standing: .revoked,
                            received: [], heartbeat: .seconds(15))))
                let plan = try configuration(hub: hub.id)
                // It may have hung up by now.
                try? await link.send(.configuration(hub.sign(plan)))
                while let envelope = try await link.receive() {
                    guard case .goodbye(let goodbye) = envelope.message else { continue }
                    #expect(goodbye.code == "not_believed")
                }
            }
            #expect(scene.agent.book.standing == .active)
            #expect(scene.agent.book.configuration == nil)
            #expect(try await scene.agent.journal.hubWord().incarnation == nil)
        }
    }

    @Test(arguments: ["revoked", "cloned"])
    func nobodyElseStopsTheSchedules(code: String) async throws {
        try await withScene { scene in
            try await scene.agent.run(scene.address) {
                let link = try await scene.hub.nextLink()
                try await link.send(.goodbye(Goodbye(code: code, message: "Begone.")))
                while try await link.receive() != nil {}
            }
            #expect(scene.agent.book.standing == .active)
        }
    }

    @Test func aFloodOfQuestionsIsAnsweredWithBusy() async throws {
        try await withScene(policy: "read = [\"@/data\"]") { scene in
            try await scene.agent.run(scene.address) {
                let (link, _) = try await scene.hub.greet(agent: scene.key)
                let path = "\(scene.agent.scratch)/data"
                for number in 1...200 {
                    try await link.send(
                        .question(QuestionAsked(.folder(path: path))), asks: Int64(number))
                }
                var answers = 0
                try await link.wait {
                    if case .answer = $0 { answers += 1 }
                    return answers == 200
                }
            }
        }
    }

    @Test func aRunOfTheAgentsOwnIsNotTakenOver() async throws {
        try await withScene(policy: TestAgent.generous) { scene in
            let firing = Firing(
                schedule: number(8), source: number(6), time: scene.agent.wall.now)
            let own: ID<Run> = firing.run { SHA256.hash($0).bytes }
            try await scene.agent.journal.write { db in
                try db.insert(
                    JournaledRun(firing, id: own, vaults: [number(7)], at: Timestamp(seconds: 0)))
            }
            try await scene.agent.run(scene.address) {
                let (link, _) = try await scene.hub.greet(agent: scene.key)
                let attempt = RunAttempt(run: own, attempt: 9, fence: 9)
                try await link.send(.start(RunOrder(attempt: attempt, kind: .forget, vaults: [])))
                let answer = try await link.wait { if case .reply = $0 { true } else { false } }
                guard case .reply(let reply) = answer else { return }
                #expect(reply.refusal == .stale)
                try await link.send(.stop(RunCancellation(attempt: attempt)))
                try await link.send(.question(QuestionAsked(.folder(path: "/"))), asks: 1)
                try await link.wait { if case .answer = $0 { true } else { false } }
                #expect(try await scene.agent.journal.run(own)?.isOwn == true)
            }
        }
    }
}
