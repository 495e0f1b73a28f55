import AgentProtocol
import Domain
import Store
import StoreSupport
import Testing
import Values
import WebSocket

@testable import HubLink

/// Whatever an agent sends, its own link ends with a reason, and nobody else notices.
@Suite(.timeLimit(.minutes(2))) struct HostileAgentTests {
    enum Word: String, CaseIterable {
        case binary, noJSON, noEnvelope, anotherVersion, unknownKind, malformed, secondHello
        case pingBeforeHello, tooLarge

        var code: String {
            switch self {
            case .binary, .noJSON: "not_json"
            case .noEnvelope: "not_envelope"
            case .anotherVersion: "version_mismatch"
            case .unknownKind: "unknown_kind"
            case .malformed: "malformed"
            case .secondHello, .pingBeforeHello: "out_of_order"
            // Refused by the socket before it is read, which says so itself.
            case .tooLarge: "closed 1009"
            }
        }
    }

    @Test(arguments: Word.allCases)
    func anAbuseEndsItsOwnLinkAlone(word: Word) async throws {
        try await LinkFixture.with { hub in
            let bystander = try await hub.link(try await hub.agent("bystander"))
            _ = try #require(try await bystander.welcome())
            let machine = try await hub.agent()
            let link = try await hub.dial()
            if word != .pingBeforeHello {
                try await link.say(.hello(machine.hello(to: link)))
                _ = try #require(try await link.welcome())
            }
            try await abuse(link, word, machine)
            #expect(try await ending(of: link) == word.code)
            try await bystander.say(.ping(Ping(time: Sample.now)))
            guard case .pong? = try await bystander.next() else {
                throw Unexpected("the bystander hears nothing")
            }
        }
    }

    /// The greatest number there is, as the place in a journal: neither said nor written down it
    /// ends anything but its own link.
    @Test func aJournalThatEndsWhereNumbersEndEndsItsOwnLink() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let incarnation = Sample.id(Incarnation.self)
            let last = Int64.max
            for _ in 0..<2 {
                let link = try await hub.dial()
                try await link.say(
                    .hello(
                        machine.hello(
                            to: link, incarnation: incarnation, recorded: 1,
                            journals: [
                                JournalSpan(incarnation: incarnation, first: last, last: last)
                            ])))
                #expect(try await ending(of: link) == "malformed")
            }
            // As an older hub wrote it down.
            _ = try await hub.world.store.changeJournals(
                [incarnation], of: machine.id, at: Sample.now
            ) { $0[0].committed = last }
            let link = try await hub.dial()
            try await link.say(
                .hello(
                    machine.hello(
                        to: link, incarnation: incarnation, recorded: 1,
                        journals: [JournalSpan(incarnation: incarnation, first: 1, last: 1)])))
            _ = try await ending(of: link)
            let other = try await hub.link(try await hub.agent("other"))
            _ = try #require(try await other.welcome())
        }
    }

    private func ending(of link: TestLink) async throws -> String? {
        if let code = try await link.goodbye() { return code }
        return await link.socket.closeReceived?.code.map { "closed \($0)" }
    }

    private func abuse(_ link: TestLink, _ word: Word, _ machine: TestMachine) async throws {
        switch word {
        case .binary: try await link.socket.send(.binary([1, 2, 3]))
        case .noJSON: try await link.send(Array("{".utf8))
        case .noEnvelope: try await link.send(Array("{\"a\":1}".utf8))
        case .anotherVersion:
            try await link.send(Array(#"{"version":9,"message":{"kind":"ping"}}"#.utf8))
        case .unknownKind:
            try await link.send(Array(#"{"version":1,"message":{"kind":"shell"}}"#.utf8))
        case .malformed:
            try await link.send(
                Array(#"{"version":1,"message":{"kind":"ping","time":7,"leases":[]}}"#.utf8))
        case .secondHello: try await link.say(.hello(machine.hello(to: link)))
        case .pingBeforeHello: try await link.say(.ping(Ping(time: Sample.now)))
        case .tooLarge:
            let text = String(repeating: " ", count: ProtocolLimits.agentFrameMax + 1)
            try await link.socket.send(.text(text))
        }
    }

    @Test func anotherVersionIsExplainedInBothDirections() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let link = try await hub.dial()
            let hello = machine.hello(to: link)
            let text = String(decoding: Envelope(AgentMessage.hello(hello)).encoded, as: UTF8.self)
                .replacing("\"speaks\":[1,1]", with: "\"speaks\":[2,3]")
            try await link.send(Array(text.utf8))
            guard case .goodbye(let goodbye)? = try await link.next() else {
                throw Unexpected("no goodbye")
            }
            #expect(goodbye.code == "version_mismatch" && goodbye.speaks == .ours)
            #expect(goodbye.advice == "Update holdfast on the machine of the hub.")
        }
    }

    @Test func anAgentThatTakesNothingCostsABoundedAmount() async throws {
        let outbox = LinkOutbox(framesMax: 3, bytesMax: 1 << 20)
        let ping = HubMessage.ping(Ping(time: Sample.now))
        #expect((0..<5).map { _ in outbox.put(ping) } == [true, true, true, false, false])
        let small = LinkOutbox(framesMax: 100, bytesMax: 100)
        #expect(small.put(ping) && !small.put(ping))
        outbox.end(with: .silent)
        #expect(outbox.put(ping), "what comes after the end is dropped without a word")
        let last = try #require(await outbox.take())
        let envelope = try Envelope<HubMessage>(parsing: last)
        #expect(envelope.message == .goodbye(.silent), "the last word does not wait in line")
        #expect(await outbox.take() == nil)
    }
}
