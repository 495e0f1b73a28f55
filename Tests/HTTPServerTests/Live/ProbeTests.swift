import Host
import Synchronization
import TestSupport
import Testing
import Transport

@testable import HTTPServer

/// What hostile, broken and slow clients meet.
@Suite(.timeLimit(.minutes(10))) struct ProbeTests {
    private static let ok: HTTPHandler = { HTTPResponse(.ok, body: .bytes(Array($0.path.utf8))) }

    private struct Probe: CustomTestStringConvertible {
        let bytes: String
        /// Of each answer, in order; the connection ends behind the last one.
        let statuses: [Int]

        init(_ bytes: String, _ statuses: Int...) {
            self.bytes = bytes
            self.statuses = statuses
        }

        var testDescription: String { String(reflecting: String(bytes.prefix(70))) }
    }

    private static let good = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"

    private static let fortyThousand = String(repeating: "x", count: 40_000)

    private static let probes = [
        Probe(
            "\(post)Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\(good)", 400),
        Probe(
            "\(post)Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n\(good)", 400),
        Probe("\(post)Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello\(good)", 400),
        Probe("\(post)Content-Length: 5, 5\r\n\r\nhello\(good)", 400),
        Probe("\(post)Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n\(good)", 400),
        Probe("\(post)Transfer-Encoding:\u{0B}chunked\r\n\r\n0\r\n\r\n\(good)", 400),
        Probe("\(post)Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n\(good)", 501),
        Probe("\(post)Transfer-Encoding: chunked\r\n\r\nzz\r\n\(good)", 400),
        Probe("\(post)Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n\(good)", 400),
        Probe("\(post)Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n\(good)", 400),
        Probe("\(post)Content-Length: -1\r\n\r\n\(good)", 400),
        Probe("GET / HTTP/1.1\nHost: a\n\n\(good)", 400),
        Probe("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n\(good)", 400),
        Probe("GET / HTTP/1.1\r\nHost : a\r\n\r\n\(good)", 400),
        Probe("\(good)GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n\(good)", 200, 400),
        Probe("GET / HTTP/2.0\r\nHost: a\r\n\r\n\(good)", 505),
        Probe("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        Probe("\u{16}\u{03}\u{01}\u{00}\u{A5}\u{01}\r\n\r\n", 400),
        Probe(
            "GET / HTTP/1.1\r\nHost: a\r\nX: \(fortyThousand)\r\n\r\n", 431),
        Probe("GET / HTTP/1.1\r\n\(String(repeating: "Host: a\r\n", count: 2))\r\n\(good)", 400),
        Probe("GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: y\r\n", count: 100))\r\n", 431),
        Probe("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        Probe("\(post)Content-Length: 2000000\r\nExpect: 100-continue\r\n\r\n", 413),
        Probe("\(post)Expect: tea\r\n\r\n", 417),
        Probe("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501),
    ]

    @Test(arguments: probes)
    private func eachGetsItsAnswerAndTheEnd(_ probe: Probe) async throws {
        let handler: HTTPHandler = { request in
            do {
                _ = try await request.body.collect(limit: 1 << 20)
                return HTTPResponse(.ok)
            } catch {
                return HTTPResponse((error as? HTTPServerError)?.status ?? .internalServerError)
            }
        }
        try await withServer(handler: handler) { server in
            let answer = try await server.exchange(probe.bytes)
            let statuses = answer.split(separator: "\r\n")
                .filter { $0.hasPrefix("HTTP/1.1 ") }.compactMap { Int($0.dropFirst(9).prefix(3)) }
            #expect(statuses == probe.statuses)
            #expect(answer.contains("Connection: close\r\n"))
            await server.untilIdle()
        }
    }

    @Test func bodiesBeyondTheirLimitAreRefusedInEitherFraming() async throws {
        let handler: HTTPHandler = { request in
            await request.body.limit(to: 10)
            do {
                while try await request.body.next() != nil {}
                return HTTPResponse(.ok)
            } catch {
                return HTTPResponse((error as? HTTPServerError)?.status ?? .internalServerError)
            }
        }
        try await withServer(handler: handler) { server in
            for body in [
                "Content-Length: 11\r\n\r\nhello hello",
                "Transfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nhello\r\n0\r\n\r\n",
            ] {
                let answer = try await server.exchange(Self.post + body)
                #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.contains("Connection: close"))
            }
        }
    }

    @Test func headsThatDripAreCutOff() async throws {
        var setup = ServerSetup()
        setup.limits.headTimeout = .milliseconds(1500)
        try await withServer(setup, handler: Self.ok) { server in
            let silent = try await server.open()
            #expect(try await silent.readToEnd().isEmpty)
            try await eventually {
                let slow = try await server.open()
                try await slow.send("GET / HTTP/1.1\r\nHos")
                return try await slow.readToEnd()
            }
            // Whoever keeps its connection may be silent for as long as the idle time allows.
            try await eventually {
                let kept = try await server.open()
                try await kept.send(Self.good + "GET /x")
                _ = try await kept.read(through: "/next")
                return try await kept.readToEnd()
            }
        }
    }

    /// A machine that is too busy to send anything within the time is cut off in silence, and tries
    /// again.
    private func eventually(_ ask: () async throws -> String) async throws {
        for _ in 0..<20 {
            do {
                let answer = try await ask()
                if answer.isEmpty { continue }
                return #expect(answer.hasPrefix("HTTP/1.1 408 "))
            } catch is TransportError {
                continue
            }
        }
        Issue.record("nobody was ever told that they are too slow")
    }

    @Test func idleConnectionsEndInSilence() async throws {
        var setup = ServerSetup()
        setup.limits.idleTimeout = .milliseconds(50)
        try await withServer(setup, handler: Self.ok) { server in
            let connection = try await server.open()
            try await connection.send(Self.good)
            _ = try await connection.read(through: "/next")
            #expect(try await connection.readToEnd().isEmpty)
        }
    }

    @Test func bodiesThatDripAreCutOff() async throws {
        var setup = ServerSetup()
        setup.limits.bodyGrace = .milliseconds(100)
        setup.limits.bodyBytesPerSecondMin = 1 << 20
        let handler: HTTPHandler = { request in
            do {
                _ = try await request.body.collect(limit: 100)
                return HTTPResponse(.ok)
            } catch {
                return HTTPResponse((error as? HTTPServerError)?.status ?? .internalServerError)
            }
        }
        try await withServer(setup, handler: handler) { server in
            let answer = try await server.exchange("\(Self.post)Content-Length: 50\r\n\r\nabc")
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
        }
    }

    /// A client may have sent all of a large body before it looks for an answer.
    @Test func whoeverIsRefusedInTheMiddleOfALargeBodyHearsIt() async throws {
        let handler: HTTPHandler = { _ in HTTPResponse(.insufficientStorage) }
        try await withServer(handler: handler) { server in
            let connection = try await server.open()
            let count = 16 << 20
            try await connection.send("\(Self.post)Content-Length: \(count)\r\n\r\n")
            let block = [UInt8](repeating: 0x61, count: 1 << 20)
            for _ in 0..<(count / block.count) { try await connection.send(block) }
            let answer = try await connection.read(through: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 507 "))
            await connection.close()
            await server.untilIdle()
        }
    }

    /// One that is known may have to wait itself for what it sends.
    @Test func silenceThatIsAllowedIsNoDrip() async throws {
        var setup = ServerSetup()
        setup.limits.bodyGrace = .zero
        setup.limits.bodyBytesPerSecondMin = .max
        let isReading = Signal()
        let handler: HTTPHandler = { request in
            if request.path == "/known" { await request.body.allowSilence(of: .seconds(300)) }
            isReading.open()
            do {
                let count = try await request.body.collect(limit: 9).count
                return .text("\(count)")
            } catch {
                return HTTPResponse((error as? HTTPServerError)?.status ?? .internalServerError)
            }
        }
        try await withServer(setup, handler: handler) { server in
            let head = "HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\n"
            let known = try await server.open()
            try await known.send("POST /known " + head)
            await isReading.wait()
            try await known.send("abc")
            #expect(try await known.readToEnd().hasSuffix("\r\n\r\n3"))
            let answer = try await server.exchange("POST /other " + head)
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func aReaderThatStopsBlocksNobodyAndIsCutOff() async throws {
        var setup = ServerSetup()
        setup.limits.stallTimeout = .milliseconds(300)
        let ended = Signal()
        let handler: HTTPHandler = { request in
            guard request.path == "/big" else { return HTTPResponse(.ok) }
            return HTTPResponse(
                .ok,
                body: .stream(length: 1 << 30) { writer in
                    defer { ended.open() }
                    let block = [UInt8](repeating: 0x61, count: 64 << 10)
                    for _ in 0..<(1 << 14) { try await writer.write(block) }
                })
        }
        try await withServer(setup, handler: handler) { server in
            let stuck = try await server.open()
            try await stuck.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await stuck.read(through: "\r\n\r\n")
            for _ in 0..<20 {
                let answer = try await server.exchange("GET / HTTP/1.0\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
            }
            await ended.wait()
            await server.untilIdle()
        }
    }

    @Test func whoHasFinishedSendingStillGetsItsAnswer() async throws {
        let go = Signal()
        let handler: HTTPHandler = { request in
            await go.wait()
            return HTTPResponse(.ok, body: .bytes(Array("\(Task.isCancelled)".utf8)))
        }
        try await withServer(handler: handler) { server in
            let connection = try await server.open()
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await connection.finishSending()
            go.open()
            #expect(try await connection.readToEnd().hasSuffix("\r\n\r\nfalse"))
            let half = try await server.open()
            try await half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Le")
            try await half.finishSending()
            #expect(try await half.readToEnd().isEmpty)
        }
    }

    @Test func handlersLearnThatTheirClientIsGone() async throws {
        let started = Signal()
        let cancelled = Signal()
        let handler: HTTPHandler = { _ in
            let never = Signal()
            started.open()
            await withTaskCancellationHandler {
                await never.wait()
            } onCancel: {
                cancelled.open()
                never.open()
            }
            return HTTPResponse(.ok)
        }
        try await withServer(handler: handler) { server in
            let connection = try await server.open()
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await started.wait()
            try await connection.reset()
            await cancelled.wait()
            await server.untilIdle()
        }
    }

    @Test func clientsThatAreKilledLeaveNothingBehind() async throws {
        let handler: HTTPHandler = { _ in
            HTTPResponse(
                .ok,
                body: .stream(length: nil) { writer in
                    let block = [UInt8](repeating: 0x61, count: 64 << 10)
                    while true { try await writer.write(block) }
                })
        }
        try await withServer(handler: handler) { server in
            let port = try #require(server.address.port)
            // `timeout` kills curl by signal 9 while it reads a body without an end.
            async let outcomes = [
                runProgram("timeout", Self.doomed(port)), runProgram("timeout", Self.doomed(port)),
            ]
            #expect(try await outcomes.map(\.status) == [137, 137])
            await server.untilIdle()
        }
    }

    private static func doomed(_ port: UInt16) -> [String] {
        ["-s", "KILL", "0.5", "curl", "-so", "/dev/null", "http://127.0.0.1:\(port)/"]
    }
}
