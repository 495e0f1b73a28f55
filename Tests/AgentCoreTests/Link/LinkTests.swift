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

/// The agent's end of links, with a hub that keeps the protocol.
@Suite(.timeLimit(.minutes(10))) struct LinkTests {
    private func withAgent(
        _ body: @escaping @Sendable (TestAgent, TestHub, HubAddress) async throws -> Void
    ) async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                let agent = try await TestAgent(in: scratch, of: hub)
                _ = try await runProgram("sh", ["-c", "echo one > \(scratch)/data/one"])
                try await body(agent, hub, try HubAddress(hub.url))
                await agent.close()
            }
        }
    }

    private func isEnd(_ message: AgentMessage) -> Bool {
        guard case .records(let batch) = message else { return false }
        return batch.records.contains { if case .ended = $0.event { true } else { false } }
    }

    @Test func aBackupIsConfiguredMadeAndToldOnce() async throws {
        try await withAgent { agent, hub, address in
            let vault = try agent.vault(7)
            try await agent.make(vault)
            let plan = try configuration(
                sources: [source(paths: ["\(agent.scratch)/data"])], vaults: [vault],
                cron: "@yearly", effective: agent.wall.now - .seconds(366 * 86_400), hub: hub.id)
            try await agent.run(address) {
                let (link, hello) = try await hub.greet(
                    agent: agent.identity.signingKey.verifyingKey)
                #expect(hello.incarnation == number(1))
                #expect(hello.configuration == nil)
                try await link.send(.configuration(hub.sign(plan)))
                let answer = try await link.wait {
                    if case .configured = $0 { true } else { false }
                }
                guard case .configured(let configured) = answer else { return }
                #expect(configured.failure == nil)
                #expect(configured.hash == agent.book.hash)
                try await link.wait(until: isEnd)
                let sequences = link.records.map(\.sequence)
                #expect(sequences == (1...Int64(sequences.count)).map { $0 })
                link.drop()
                // The next link begins after what is acknowledged.
                let (_, again) = try await hub.greet(agent: agent.identity.signingKey.verifyingKey)
                #expect(again.configuration == agent.book.hash)
                #expect(again.recorded >= sequences.last ?? 0)
            }
        }
    }

    @Test func whatTheHubLostIsSentAgain() async throws {
        try await withAgent { agent, hub, address in
            let order = RunOrder(
                attempt: RunAttempt(run: number(30), attempt: 1, fence: 1), kind: .check, vaults: []
            )
            _ = try await agent.journal.offer(
                order, active: 0, capacity: 1, standing: .active, isAllowed: true)
            _ = try await agent.journal.begin(number(30))
            let lines = (1...1200).map { RunLine(run: number(30), level: .info, text: "\($0)") }
            try await agent.journal.record(lines, of: number(30))
            try await agent.journal.beginLife(number(2))
            try await agent.run(address) {
                let key = agent.identity.signingKey.verifyingKey
                let (link, _) = try await hub.greet(agent: key)
                // Nothing is acknowledged: the line breaks, and all of it comes again.
                _ = try await link.wait(acknowledging: false) {
                    if case .records = $0 { true } else { false }
                }
                link.drop()
                hub.ledger.restore(number(1), through: 700)
                let (second, _) = try await hub.greet(agent: key)
                try await second.wait {
                    guard case .records(let batch) = $0 else { return false }
                    return batch.incarnation == number(2)
                }
                let old = second.heard.flatMap { message -> [Int64] in
                    guard case .records(let batch) = message, batch.incarnation == number(1) else {
                        return []
                    }
                    return batch.records.map(\.sequence)
                }
                #expect(old == (701...1201).map { Int64($0) })
                // The run of the earlier life was interrupted, which the present one tells.
                #expect(isEnd(second.heard.last ?? .goodbye(Goodbye(code: "", message: ""))))
            }
        }
    }

    @Test func aRunIsGivenAsOftenAsTheHubLikesAndMadeOnce() async throws {
        try await withAgent { agent, hub, address in
            let vault = try agent.vault(9)
            _ = try await runProgram("mkdir", ["-p", "\(agent.scratch)/vaults"])
            let order = RunOrder(
                attempt: RunAttempt(run: number(40), attempt: 1, fence: 1), kind: .initialize,
                vaults: [vault])
            try await agent.run(address) {
                let (link, _) = try await hub.greet(agent: agent.identity.signingKey.verifyingKey)
                for _ in 1...3 { try await link.send(.start(order)) }
                try await link.wait(until: isEnd)
                try await link.send(.start(order))
                try await link.send(
                    .question(QuestionAsked(.folder(path: "\(agent.scratch)/data"))), asks: 7)
                let answer = try await link.wait {
                    if case .answer = $0 { true } else { false }
                }
                let begun = link.records.filter {
                    if case .began = $0.event { true } else { false }
                }
                #expect(begun.count == 1)
                guard case .answer(let given) = answer, case .page(let page) = given.answer else {
                    Issue.record("no page: \(answer)")
                    return
                }
                #expect(page.items.map(\.name.text) == ["one"])
            }
        }
    }

    @Test func backupRestoreAndDrillGoThroughTheSameDoor() async throws {
        try await withAgent { agent, hub, address in
            let vault = try agent.vault(7)
            try await agent.make(vault)
            try await agent.run(address) {
                let (link, _) = try await hub.greet(agent: agent.identity.signingKey.verifyingKey)
                let backup = RunOrder(
                    attempt: RunAttempt(run: number(50), attempt: 1, fence: 1), kind: .backup,
                    source: source(paths: ["\(agent.scratch)/data"]), vaults: [vault])
                try await link.send(.start(backup))
                try await link.wait(until: isEnd)
                let locator = link.records.lazy.compactMap { record -> String? in
                    guard case .outcome(_, let outcome) = record.event,
                        case .stored(let locator) = outcome.result
                    else { return nil }
                    return locator
                }.first
                let snapshot = try #require(locator)
                for (index, kind) in [RunKind.check, .drill, .restore].enumerated() {
                    let order = RunOrder(
                        attempt: RunAttempt(run: number(51 + UInt64(index)), attempt: 1, fence: 1),
                        kind: kind, vaults: [vault], snapshot: snapshot,
                        destination: kind == .restore
                            ? .folder(path: "\(agent.scratch)/restored/here") : nil)
                    try await link.send(.start(order))
                    let last = try await link.wait(until: isEnd)
                    guard case .records(let batch) = last,
                        case .ended(let ended)? = batch.records.last?.event
                    else { continue }
                    #expect(ended.verdict == .succeeded, "\(kind): \(link.records.suffix(4))")
                }
                let restored = try await runProgram(
                    "cat", ["\(agent.scratch)/restored/here\(agent.scratch)/data/one"])
                #expect(restored.text == "one\n")
            }
        }
    }

    @Test func aLinkGoesOverAUnixSocket() async throws {
        try await withScratchFolder { scratch in
            let path = "\(scratch)/hub.sock"
            try await TestHub.with(at: .unix(path: path)) { hub in
                let agent = try await TestAgent(in: scratch, of: hub)
                try await agent.run(try HubAddress("unix:\(path)")) {
                    _ = try await hub.greet(agent: agent.identity.signingKey.verifyingKey)
                }
                await agent.close()
            }
        }
    }

    @Test(arguments: [TLSPin.Subject.leaf, .publicKey, .authority])
    func aPinnedHubIsBelievedAndNoOther(subject: TLSPin.Subject) async throws {
        try await withCertificates { certificates in
            try await certificates.makeAuthority()
            try await certificates.makeLeaf("hub")
            let server = try TLSServer(
                certificateFile: certificates.path("hub.pem"), keyFile: certificates.path("hub.key")
            )
            let file = subject == .authority ? "ca.pem" : "hub.leaf"
            let pin = try await certificates.pin(subject, file)
            let wrong = try #require(TLSPin(subject, sha256: [UInt8](repeating: 1, count: 32)))
            #expect(TLSPin(text: pin.text) == pin)
            try await TestHub.with(tls: server) { hub in
                try await withScratchFolder { scratch in
                    let address = try HubAddress(hub.url(isSecure: true))
                    let stranger = try await TestAgent(in: "\(scratch)/one", of: hub)
                    let (failures, failed) = AsyncStream<Void>.makeStream()
                    try await stranger.run(
                        address, trust: .pins([wrong]), onEnd: { _ in failed.yield() }
                    ) {
                        for await _ in failures { break }
                    }
                    await stranger.close()
                    let agent = try await TestAgent(in: "\(scratch)/two", of: hub)
                    try await agent.run(address, trust: .pins([wrong, pin])) {
                        _ = try await hub.greet(agent: agent.identity.signingKey.verifyingKey)
                    }
                    await agent.close()
                }
            }
        }
    }
}
