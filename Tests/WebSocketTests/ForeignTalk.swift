import Host
import TestSupport
import Testing
import Transport

@testable import WebSocket

/// The client's side of the tests, on the loop that its sockets need.
actor ForeignTalk {
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        RawConnection.loop.asUnownedSerialExecutor()
    }

    func talk(toSocketAt path: String) async throws {
        var request = WebSocketClient.Request(
            to: .unix(path: path), target: "/echo", subprotocols: ["echo"])
        request.timeout = .seconds(300)
        let socket = try await WebSocketClient().open(request, on: RawConnection.loop)
        #expect(socket.subprotocol == "echo")
        for size in [0, 1, 125, 126, 65535, 65536, 1 << 20] {
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 13) }
            try await socket.send(.binary(bytes))
            #expect(try await socket.receive() == .binary(bytes))
        }
        for text in ["", "ünïcödé 🏔", String(repeating: "y", count: 70_000)] {
            try await socket.send(.text(text))
            #expect(try await socket.receive() == .text(text))
        }
        try await socket.send(.text("ping"))
        #expect(try await socket.receive() == .text("pong"))
        try await socket.send(.text("close"))
        #expect(try await socket.receive() == nil)
        let closed = await socket.closeReceived
        #expect(closed?.code?.rawValue == 4321)
        #expect(closed?.reason == "as you wish")
        await socket.finish()
    }

    /// Sends back whatever comes, over as many connections one after the other.
    func echo(toSocketAt path: String, times: Int) async throws {
        let client = WebSocketClient()
        var request = WebSocketClient.Request(to: .unix(path: path))
        request.timeout = .seconds(300)
        for _ in 0..<times {
            let socket = try await client.open(request, on: RawConnection.loop)
            do {
                while let message = try await socket.receive() { try await socket.send(message) }
            } catch is WebSocketError {
                // What the server is told of it is what the test looks at.
            }
            await socket.finish()
        }
    }

    /// Sends messages as fast as they are taken while their echoes are read.
    func cross(to address: SocketAddress, tls: TLSClient, messages: Int) async throws {
        let port = try #require(address.port)
        var request = WebSocketClient.Request(to: .host("127.0.0.1", port: port), tls: tls)
        request.timeout = .seconds(300)
        let socket = try await WebSocketClient().open(request, on: RawConnection.loop)
        let payload = [UInt8](repeating: 0x62, count: 50_000)
        async let sending: Void = {
            for _ in 0..<messages { try await socket.send(.binary(payload)) }
        }()
        for _ in 0..<messages {
            #expect(try await socket.receive() == .binary(payload))
        }
        try await sending
        await socket.finish()
    }

    /// How often each text that is one character over and over came, until the server closes.
    func collect(from address: SocketAddress) async throws -> [String: Int] {
        let port = try #require(address.port)
        var request = WebSocketClient.Request(to: .host("127.0.0.1", port: port))
        request.timeout = .seconds(300)
        let socket = try await WebSocketClient().open(request, on: RawConnection.loop)
        var counts: [String: Int] = [:]
        while case .text(let text)? = try await socket.receive() {
            let letters = Set(text)
            #expect(letters.count == 1)
            counts[letters.map(String.init).joined(), default: 0] += 1
        }
        await socket.finish()
        return counts
    }
}
