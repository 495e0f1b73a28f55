import Host
import Synchronization
import TestSupport
import Testing
import Transport

@testable import HTTPServer
@testable import WebSocket

/// Both ends, against an implementation of another make and against raw bytes.
@Suite(.timeLimit(.minutes(10))) struct WebSocketTests {
    @Test func aForeignClientIsServed() async throws {
        try await withSocketServer { server, address in
            let port = try #require(address.port)
            let seen = try await runPython(
                file: "Tests/WebSocketTests/Oracle/client.py", ["\(port)"])
            // The reason is that of our answer, which has none.
            #expect(
                seen == "subprotocol echo\nclosed 3999 \ntoo large 1009\n")
            await server.registry.wait(untilAtMost: 0)
        }
    }

    @Test func aForeignServerIsUsed() async throws {
        try await withScratchFolder { folder in
            let ready = try ListeningSocket(at: .ip(.loopback, port: 0))
            let path = "\(folder)/echo.sock"
            let port = try #require(ready.address.port)
            async let closed = runPython(
                file: "Tests/WebSocketTests/Oracle/server.py", [path, "\(port)"])
            try await firstCaller(of: ready)
            let client = ForeignTalk()
            try await client.talk(toSocketAt: path)
            let code = try await closed
            #expect(code == "4321 \n")
        }
    }

    /// A raw client with its handshake done.
    private func open(_ address: SocketAddress) async throws -> RawConnection {
        let connection = try await RawConnection.open(to: address)
        try await connection.send(Self.handshake())
        let head = try await connection.read(through: "\r\n\r\n")
        #expect(head.hasPrefix("HTTP/1.1 101 "))
        #expect(head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
        return connection
    }

    private static func handshake(_ changes: [String: String] = [:]) -> String {
        var fields = [
            "Host": "a", "Upgrade": "websocket", "Connection": "keep-alive, Upgrade",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ]
        for (name, value) in changes { fields[name] = value.isEmpty ? nil : value }
        let lines = fields.map { "\($0): \($1)\r\n" }.joined()
        return "GET /ws HTTP/1.1\r\n\(lines)\r\n"
    }

    @Test(arguments: [
        ["Sec-WebSocket-Version": "8"], ["Sec-WebSocket-Version": ""], ["Upgrade": "h2c"],
        ["Sec-WebSocket-Key": "short"], ["Connection": "keep-alive"], ["Content-Length": "3"],
    ])
    func requestsThatAreNoUpgradeAreToldWhatThisIs(changes: [String: String]) async throws {
        try await withSocketServer { _, address in
            let connection = try await RawConnection.open(to: address)
            try await connection.send(Self.handshake(changes))
            let head = try await connection.read(through: "\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 426 "))
            #expect(head.contains("Sec-WebSocket-Version: 13\r\n"))
            await connection.close()
        }
    }

    private static let violations: [([UInt8], UInt16)] = [
        ([0x81, 0x01, 0x61], 1002),  // not masked
        ([0xC1, 0x80, 0, 0, 0, 0], 1002),
        ([0x81, 0x81, 0, 0, 0, 0, 0xFF], 1007),
        ([0x82, 0xFF, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0], 1009),
        ([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8], 1000),
        ([0x88, 0x80, 0, 0, 0, 0], 0),
    ]

    @Test(arguments: violations)
    func eachEndHasItsCode(frame: [UInt8], code: UInt16) async throws {
        try await withSocketServer { server, address in
            let connection = try await open(address)
            try await connection.send(frame)
            let head = try await connection.read(count: 2)
            #expect(head[0] == 0x88)
            let payload = try await connection.read(count: Int(head[1]))
            let seen = payload.count < 2 ? 0 : UInt16(payload[0]) << 8 | UInt16(payload[1])
            #expect(seen == code)
            _ = try await connection.readToEnd()
            await connection.close()
            await server.registry.wait(untilAtMost: 0)
        }
    }

    @Test func framesSentWithTheHandshakeAreNotLost() async throws {
        try await withSocketServer { _, address in
            let connection = try await RawConnection.open(to: address)
            let frame: [UInt8] = [0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]
            try await connection.send(Array(Self.handshake().utf8) + frame + frame)
            _ = try await connection.read(through: "\r\n\r\n")
            #expect(
                try await connection.read(count: 8) == [0x81, 2, 0x68, 0x69, 0x81, 2, 0x68, 0x69])
        }
    }

    @Test func aSilentPeerIsAskedAgainAndAgain() async throws {
        var limits = WebSocketLimits()
        limits.pingInterval = .milliseconds(50)
        try await withSocketServer(limits: limits) { _, address in
            let connection = try await open(address)
            for _ in 0..<3 {
                #expect(try await connection.read(count: 2) == [0x89, 0])
                try await connection.send([0x8A, 0x80, 1, 2, 3, 4])
            }
            await connection.close()
        }
    }

    @Test func aDeadPeerIsGivenUp() async throws {
        var limits = WebSocketLimits()
        limits.pingInterval = .milliseconds(50)
        limits.pongTimeout = .milliseconds(50)
        limits.closeTimeout = .milliseconds(50)
        try await withSocketServer(limits: limits) { server, address in
            let connection = try await open(address)
            _ = try await connection.readToEnd()
            await server.registry.wait(untilAtMost: 0)
        }
    }

    @Test func aPeerThatFloodsAndNeverReadsIsHeldBackAndGivenUp() async throws {
        var limits = WebSocketLimits()
        limits.stallTimeout = .milliseconds(200)
        try await withSocketServer(limits: limits) { server, address in
            let connection = try await open(address)
            var frame: [UInt8] = [0x82, 0xFE, 0xFF, 0xFF, 0, 0, 0, 0]
            frame += Array(repeating: 0x61, count: 65535)
            var sent = 0
            // Each echo waits for space that never comes, so the server stops reading.
            await #expect(throws: TransportError.self) {
                while sent < 10_000 {
                    try await connection.send(frame)
                    sent += 1
                }
            }
            #expect(sent < 1000)
            await server.registry.wait(untilAtMost: 0)
        }
    }

    @Test func stoppingTheServerSaysGoingAway() async throws {
        let loop = try EventLoop(name: "stopping")
        try loop.start()
        defer { loop.stop() }
        let server = HTTPServer(on: [loop], limits: .patient) { _ in
            HTTPResponse(
                .switchingProtocols, body: .webSocket(WebSocketAcceptance(session: echo)))
        }
        let address = try await server.listen(at: .ip(.loopback, port: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await server.run() }
            let connection = try await open(address)
            group.cancelAll()
            let close = try await connection.read(count: 4)
            #expect(close[0] == 0x88 && close[2...] == [0x03, 0xE9])
            try await connection.send([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE9])
        }
        #expect(server.connectionCount == 0)
    }

    /// Both directions full at once, so that reading and writing wait for each other's readiness.
    @Test func messagesCrossUnderTLS() async throws {
        try await withCertificates { certificates in
            let tls = try TLSServer(
                certificateFile: certificates.path("one.pem"),
                keyFile: certificates.path("one.key"))
            let trust = TLSTrust.pins([try await certificates.pin(.leaf, "one.leaf")])
            try await withSocketServer(tls: tls) { _, address in
                try await ForeignTalk().cross(
                    to: address, tls: try TLSClient(trust: trust), messages: 60)
            }
        }
    }

    @Test func manySendersDoNotMixTheirMessages() async throws {
        let session: WebSocketAcceptance.Session = { socket in
            await withTaskGroup(of: Void.self) { group in
                for sender in 0..<8 {
                    group.addTask {
                        let text = String(repeating: "\(sender)", count: 50_000)
                        do {
                            for _ in 0..<20 { try await socket.send(.text(text)) }
                        } catch {
                            return
                        }
                    }
                }
            }
            await socket.close()
        }
        try await withSocketServer(session: session) { _, address in
            let client = ForeignTalk()
            let counts = try await client.collect(from: address)
            #expect(counts == Dictionary(uniqueKeysWithValues: (0..<8).map { ("\($0)", 20) }))
        }
    }
}
