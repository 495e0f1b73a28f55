import TestSupport
import Testing
import Transport

@testable import HTTPServer

/// Each end against hundreds of right and wrong frames that another implementation sends it in
/// pieces of many sizes, and whose answers that implementation reads.
@Suite(.timeLimit(.minutes(10))) struct FrameCaseTests {
    private static let script = "Tests/WebSocketTests/Oracle/cases.py"
    private static let length = isFullLength ? ["full"] : []

    private func count(_ role: String) async throws -> Int {
        let text = try await runPython(file: Self.script, ["count", role] + Self.length)
        return try #require(Int(text.dropLast()))
    }

    @Test func ourServerTakesWhatIsRightAndRefusesTheRest() async throws {
        try await withSocketServer { server, address in
            let port = try #require(address.port)
            let count = try await count("client")
            #expect(count > 1000)
            let seen = try await runPython(
                file: Self.script, ["client", "\(port)"] + Self.length)
            #expect(seen == "\(count) of \(count)\n")
            await server.registry.wait(untilAtMost: 0)
        }
    }

    @Test func ourClientTakesWhatIsRightAndRefusesTheRest() async throws {
        try await withScratchFolder { folder in
            let count = try await count("server")
            let ready = try ListeningSocket(at: .ip(.loopback, port: 0))
            let path = "\(folder)/cases.sock"
            let port = try #require(ready.address.port)
            async let seen = runPython(
                file: Self.script, ["server", path, "\(port)"] + Self.length)
            try await firstCaller(of: ready)
            async let talk: Void = ForeignTalk().echo(toSocketAt: path, times: count)
            #expect(try await seen == "\(count) of \(count)\n")
            try await talk
        }
    }
}
