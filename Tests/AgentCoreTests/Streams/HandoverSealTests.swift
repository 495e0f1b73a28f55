import AgentProtocol
import AgentSupport
import Cryptography
import Domain
import Host
import TestSupport
import Testing
import Values

@testable import AgentCore

/// What one agent seals for another opens there and nowhere else, and is what was sealed.
@Suite(.timeLimit(.minutes(5))) struct HandoverSealTests {
    private let sender = AgentKeys.random()
    private let machine = AgentKeys.random()
    private let content = [UInt8](repeating: 3, count: 200_000)

    private func opener(
        into pipe: StreamPipe, signing: [UInt8]? = nil, keys: AgentKeys? = nil,
        hasContent: Bool = true
    ) throws -> HandoverOpener {
        HandoverOpener(
            of: Arrival(
                ticket: "a-ticket-of-nobody-at-all-0123456789", vault: number(7),
                signing: signing ?? sender.key.signing),
            for: number(50), hasContent: hasContent,
            AgentIdentity(
                agent: number(2), name: "other", hub: number(2),
                hubKey: SigningKey.random().verifyingKey, keys: keys ?? machine),
            into: try pipe.takeWriter())
    }

    private func sealed(for nonce: [UInt8], run: UInt64 = 50) throws -> [UInt8] {
        let sealer = try HandoverSealer(
            for: Handover(
                run: number(run), sealing: machine.key.sealing, nonce: nonce, hasContent: true),
            by: sender.signing)
        var rest = content[...]
        var stream: [UInt8] = []
        while let piece = try sealer.seal({
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(65_536) }
            return Array(rest.prefix(65_536))
        }) {
            stream += piece
        }
        return stream
    }

    /// What comes out in the clear, or the code of why not.
    private func outcome(
        of stream: [UInt8], _ opener: HandoverOpener, _ pipe: StreamPipe
    ) async throws -> (String?, [UInt8]) {
        let pool = try ThreadPool(name: "stream", size: 1)
        async let code: String? = pool.run {
            defer { opener.close() }
            do {
                for start in stride(from: 0, to: stream.count, by: 999) {
                    try opener.write(Array(stream[start..<min(start + 999, stream.count)]))
                }
                try opener.finish()
                pipe.isWhole.raise()
                return nil
            } catch let error as Refused {
                return error.failure.code
            }
        }
        let clear = try await blocking {
            var clear: [UInt8] = []
            do {
                while let piece = try pipe.next() { clear += piece }
            } catch {
                // Cut off; the code says why.
            }
            return clear
        }
        return (try await code, clear)
    }

    @Test func itOpensWhereItIsMeantToAndIsReadableNowhereElse() async throws {
        let pipe = try StreamPipe()
        let opener = try opener(into: pipe)
        let stream = try sealed(for: opener.nonce)
        let (code, clear) = try await outcome(of: stream, opener, pipe)
        #expect(code == nil)
        #expect(clear == content)
        // Of 200,000 equal bytes not eight lie next to each other.
        #expect(!Self.hasRun(of: 3, 8, in: stream))
    }

    private static func hasRun(of byte: UInt8, _ length: Int, in stream: [UInt8]) -> Bool {
        var run = 0
        for other in stream {
            run = other == byte ? run + 1 : 0
            if run == length { return true }
        }
        return false
    }

    @Test func oneChangedByteIsFoundWhereverItIs() async throws {
        for place in [0, 19, 21, 60, 180, 250, 300, 500, 70_000, 150_000, 199_000] {
            let pipe = try StreamPipe()
            let opener = try opener(into: pipe)
            var stream = try sealed(for: opener.nonce)
            stream[place] ^= 1
            let (code, clear) = try await outcome(of: stream, opener, pipe)
            #expect(code == "stream_forged" || code == "stream_changed", "\(place)")
            #expect(content.starts(with: clear), "\(place)")
            #expect(clear.count <= place, "\(place)")
        }
    }

    @Test func whatIsCutOffIsNotWhole() async throws {
        let count = try sealed(for: [UInt8](repeating: 0, count: 32)).count
        for length in [0, 10, 200, 1000, count - 1] {
            let pipe = try StreamPipe()
            let opener = try opener(into: pipe)
            let stream = try sealed(for: opener.nonce).prefix(length)
            let (code, _) = try await outcome(of: Array(stream), opener, pipe)
            #expect(code == "stream_changed", "\(length)")
        }
    }

    /// By another agent, for another machine, for another restore, of another question, or sent
    /// before.
    @Test func whatIsNotForThisStreamIsForged() async throws {
        let others: [(HandoverSealTests, StreamPipe) throws -> (HandoverOpener, [UInt8])] = [
            { test, pipe in
                let opener = try test.opener(into: pipe, signing: AgentKeys.random().key.signing)
                return (opener, try test.sealed(for: opener.nonce))
            },
            { test, pipe in
                let opener = try test.opener(into: pipe, keys: .random())
                return (opener, try test.sealed(for: opener.nonce))
            },
            { test, pipe in
                let opener = try test.opener(into: pipe)
                return (opener, try test.sealed(for: opener.nonce, run: 51))
            },
            { test, pipe in
                let opener = try test.opener(into: pipe, hasContent: false)
                return (opener, try test.sealed(for: opener.nonce))
            },
            { test, pipe in
                let opener = try test.opener(into: pipe)
                return (opener, try test.sealed(for: [UInt8](repeating: 9, count: 32)))
            },
        ]
        for other in others {
            let pipe = try StreamPipe()
            let (opener, stream) = try other(self, pipe)
            let (code, clear) = try await outcome(of: stream, opener, pipe)
            #expect(code == "stream_forged")
            #expect(clear.isEmpty)
        }
    }
}
