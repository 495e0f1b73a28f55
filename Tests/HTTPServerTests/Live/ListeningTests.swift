import Glibc
import Host
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer
@testable import Transport

/// Where a server listens, whom it lets in, and how it stops.
@Suite(.timeLimit(.minutes(10))) struct ListeningTests {
    private static let ok: HTTPHandler = { request in
        HTTPResponse(.ok, body: .bytes(Array("\(request.client)".utf8)))
    }

    private static let get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    @Test(arguments: ["127.0.0.1:0", "[::1]:0"])
    func bothFamiliesAreServedOnSeveralLoops(address: String) async throws {
        let setup = ServerSetup(address: try #require(SocketAddress(address)), loops: 3)
        try await withServer(setup, handler: Self.ok) { server in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 { group.addTask { try await server.exchange(Self.get) } }
                for try await answer in group {
                    #expect(answer.hasSuffix(address.contains("::1") ? "::1" : "127.0.0.1"))
                }
            }
        }
    }

    @Test func aPortThatIsTakenIsRefusedWithASentence() async throws {
        try await withServer(handler: Self.ok) { server in
            let loop = try EventLoop(name: "second")
            let second = HTTPServer(on: [loop], handler: Self.ok)
            let error = await #expect(throws: TransportError.self) {
                try await second.listen(at: server.address)
            }
            #expect(error?.kind == .addressInUse)
            #expect(error?.message == "\(server.address) is taken by another server")
        }
    }

    @Test func unixSocketsHaveTheirModeAndReplaceOnlyTheDead() async throws {
        try await withScratchFolder { folder in
            let path = "\(folder)/hub.sock"
            let setup = ServerSetup(address: .unix(path: path), mode: 0o660)
            try await withServer(setup, handler: Self.ok) { server in
                try await expectLocalAnswer(server)
                #expect(fileMode(path) == S_IFSOCK | 0o660)
                expectTaken(setup.address, .addressInUse)
                try await expectLocalAnswer(server)
            }
            #expect(fileMode(path) == nil, "the path goes with its server")
            // What a killed server leaves behind.
            _ = try await runPython(
                "import socket; socket.socket(socket.AF_UNIX).bind('\(path)')")
            #expect(fileMode(path) != nil)
            try await withServer(setup, handler: Self.ok) { server in
                try await expectLocalAnswer(server)
            }
            _ = try await runProgram("tee", ["\(folder)/file"], input: [1])
            expectTaken(.unix(path: "\(folder)/file"), .addressInUse)
            #expect(fileMode("\(folder)/file") != nil)
        }
    }

    private func expectLocalAnswer(_ server: RunningServer) async throws {
        let answer = try await server.exchange(Self.get)
        #expect(answer.hasSuffix("\r\n\r\nlocal"))
    }

    private func expectTaken(_ address: SocketAddress, _ kind: TransportError.Kind) {
        let error = #expect(throws: TransportError.self) { try ListeningSocket(at: address) }
        #expect(error?.kind == kind)
    }

    private func fileMode(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    @Test func tooManyConnectionsAreTurnedAwayByAddressAndInAll() async throws {
        for byAddress in [true, false] {
            var setup = ServerSetup()
            setup.limits.connectionsPerAddressMax = byAddress ? 2 : 100
            setup.limits.connectionsMax = byAddress ? 100 : 2
            try await withServer(setup, handler: Self.ok) { server in
                let kept = [try await server.open(), try await server.open()]
                for connection in kept {
                    try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    _ = try await connection.read(through: "127.0.0.1")
                }
                let third = try await server.open()
                #expect(try await third.readToEnd().hasPrefix("HTTP/1.1 503 "))
                await kept[0].close()
                await server.server.registry.wait(untilAtMost: 1)
                #expect(try await server.exchange(Self.get).hasPrefix("HTTP/1.1 200 "))
            }
        }
    }

    @Test func whoeverIsVouchedForTakesNoPlaceOfTheirAddress() async throws {
        var setup = ServerSetup()
        setup.limits.connectionsPerAddressMax = 1
        let handler: HTTPHandler = { request in
            if request.path == "/known" { request.vouchForClient() }
            return HTTPResponse(.ok, body: .bytes(Array("here".utf8)))
        }
        try await withServer(setup, handler: handler) { server in
            var kept: [RawConnection] = []
            for path in ["/known", "/known", "/anybody"] {
                let connection = try await server.open()
                try await connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await connection.read(through: "here")
                kept.append(connection)
            }
            let fourth = try await server.open()
            #expect(try await fourth.readToEnd().hasPrefix("HTTP/1.1 503 "))
            // Who was not counted any more gives no place back.
            await kept[0].close()
            await server.server.registry.wait(untilAtMost: 2)
            let fifth = try await server.open()
            #expect(try await fifth.readToEnd().hasPrefix("HTTP/1.1 503 "))
            await kept[2].close()
            await server.server.registry.wait(untilAtMost: 1)
            #expect(try await server.exchange(Self.get).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func trustedPeersSpeakForTheirClientsAndAreNotCounted() async throws {
        var setup = ServerSetup()
        setup.limits.connectionsPerAddressMax = 1
        setup.proxies = TrustedProxies(
            ["127.0.0.0/8"].compactMap { IPNetwork($0) }, trustsUnixSockets: false)
        try await withServer(setup, handler: Self.ok) { server in
            let first = try await server.open()
            let second = try await server.exchange(
                "GET / HTTP/1.0\r\nX-Forwarded-For: 6.6.6.6, 192.0.2.9\r\n\r\n")
            #expect(second.hasSuffix("\r\n\r\n192.0.2.9"))
            await first.close()
        }
        try await withServer(handler: Self.ok) { server in
            let answer = try await server.exchange(
                "GET / HTTP/1.0\r\nX-Forwarded-For: 192.0.2.9\r\n\r\n")
            #expect(answer.hasSuffix("\r\n\r\n127.0.0.1"))
        }
    }

    @Test func stoppingFinishesWhatIsInFlight() async throws {
        let started = Signal()
        let go = Signal()
        let loop = try EventLoop(name: "stopping")
        try loop.start()
        defer { loop.stop() }
        var limits = HTTPServerLimits.patient
        limits.drainTimeout = .seconds(300)
        let server = HTTPServer(on: [loop], limits: limits) { _ in
            started.open()
            await go.wait()
            return HTTPResponse(.ok, body: .bytes(Array("\(Task.isCancelled)".utf8)))
        }
        // Nobody else listens there: a port that was given back may be another test's at once.
        let address = try await server.listen(at: try #require(SocketAddress("127.83.20.7:0")))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await server.run() }
            let idle = try await RawConnection.open(to: address)
            let busy = try await RawConnection.open(to: address)
            try await busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await started.wait()
            group.cancelAll()
            #expect(try await idle.readToEnd().isEmpty)
            await #expect(throws: TransportError.self) {
                _ = try await RawConnection.open(to: address).send("GET / HTTP/1.0\r\n\r\n")
            }
            go.open()
            let answer = try await busy.readToEnd()
            #expect(answer.hasSuffix("false"))
        }
        #expect(server.connectionCount == 0)
    }

    /// As the child of a `fork` does that has not come to its program yet.
    @Test(arguments: ["127.83.20.8:0", "[::1]:0", "unix"])
    func whoHoldsACopyOfTheDescriptorKeepsNoQueueOpen(place: String) async throws {
        try await withScratchFolder { folder in
            let wanted =
                place == "unix" ? .unix(path: "\(folder)/s") : try #require(SocketAddress(place))
            var socket: ListeningSocket? = try ListeningSocket(at: wanted)
            let address = try #require(socket?.address)
            let copy = dup(try #require(socket?.descriptor))
            defer { close(copy) }
            if place == "unix" { try #require(link("\(folder)/s", "\(folder)/kept") == 0) }
            let target = place == "unix" ? .unix(path: "\(folder)/kept") : address
            try await RawConnection.open(to: target).close()
            socket = nil
            await #expect(throws: TransportError.self) {
                try await RawConnection.open(to: target)
            }
        }
    }

    @Test func stoppingCutsOffWhatDoesNotFinish() async throws {
        var setup = ServerSetup()
        setup.limits.drainTimeout = .milliseconds(50)
        let started = Signal()
        let handler: HTTPHandler = { _ in
            let never = Signal()
            started.open()
            await withTaskCancellationHandler {
                await never.wait()
            } onCancel: {
                never.open()
            }
            return HTTPResponse(.ok)
        }
        try await withServer(setup, handler: handler) { server in
            let connection = try await server.open()
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await started.wait()
        }
    }

    /// In a process of its own, which may run out of descriptors without disturbing other tests.
    @Test func withoutDescriptorsTheServerRestsAndThenGoesOn() async {
        await #expect(processExitsWith: .success) {
            let failures = AcceptFailures()
            var limit = rlimit(rlim_cur: 64, rlim_max: 64)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            try await withServer(ServerSetup(observer: failures), handler: Self.ok) { server in
                var connections: [RawConnection] = []
                while failures.count.withLock({ $0 }) == 0, connections.count < 64 {
                    do {
                        connections.append(try await server.open())
                    } catch {
                        break
                    }
                }
                await failures.first.wait()
                for connection in connections { await connection.close() }
                let answer = try await server.exchange(Self.get)
                precondition(answer.hasPrefix("HTTP/1.1 200 "), answer)
                // A loop that spun would have failed thousands of times by now.
                precondition(failures.count.withLock { $0 } < 100)
            }
        }
    }
}

private final class AcceptFailures: HTTPServerObserver {
    let count = Mutex(0)
    let first = Signal()

    func acceptFailed(_ reason: String) {
        count.withLock { $0 += 1 }
        first.open()
    }
}
