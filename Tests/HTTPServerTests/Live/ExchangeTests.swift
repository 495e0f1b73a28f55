import Synchronization
import TestSupport
import Testing
import Transport

@testable import HTTPServer

/// What a well-behaved client sees, byte by byte.
@Suite(.timeLimit(.minutes(10))) struct ExchangeTests {
    /// Says what it was asked.
    private static let mirror: HTTPHandler = { request in
        do {
            let body = try await request.body.collect(limit: 1 << 20)
            let text = "\(request.method) \(request.path) \(body.count)"
            return HTTPResponse(.ok, body: .bytes(Array(text.utf8)))
        } catch {
            let status = (error as? HTTPServerError)?.status ?? .internalServerError
            return HTTPResponse(status, body: .bytes(Array("\(error)".utf8)))
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        try await withServer(handler: Self.mirror) { server in
            let answer = try await server.exchange(
                "GET /a HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\n"
                    + "Content-Length: 3\r\n\r\nxyzGET /c HTTP/1.1\r\nHost: a\r\n"
                    + "Connection: close\r\n\r\n")
            #expect(answer.bodies == ["GET /a 0", "POST /b 3", "GET /c 0"])
            #expect(answer.components("Connection: close") == 1)
        }
    }

    @Test func requestsMayComeByteByByte() async throws {
        try await withServer(handler: Self.mirror) { server in
            let connection = try await server.open()
            let text =
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;ext=1\r\nabc\r\n02\r\nde\r\n0\r\nTrailer: x\r\n\r\n"
            for byte in text.utf8 { try await connection.send([byte]) }
            #expect(try await connection.read(through: "POST /a 5").hasPrefix("HTTP/1.1 200 OK"))
            try await connection.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await connection.read(through: "GET /b 0")
        }
    }

    @Test func headHasTheLengthAndNoBody() async throws {
        try await withServer(handler: Self.mirror) { server in
            let answer = try await server.exchange(
                "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.contains("Content-Length: 8\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func everyAnswerIsDatedAndFramedOnce() async throws {
        let handler: HTTPHandler = { _ in
            HTTPResponse(
                .ok,
                fields: [
                    "Content-Length": "99", "Date": "never", "Transfer-Encoding": "x",
                    "Connection": "keep-alive", "X-Kept": "1",
                ], body: .bytes([0x61]))
        }
        try await withServer(handler: handler) { server in
            let answer = try await server.exchange("GET / HTTP/1.0\r\n\r\n")
            #expect(answer.components("Content-Length:") == 1)
            #expect(answer.contains("Content-Length: 1\r\n") && answer.contains("X-Kept: 1\r\n"))
            #expect(!answer.contains("Transfer-Encoding") && !answer.contains("never"))
            #expect(answer.components("Connection:") == 1 && answer.contains(" GMT\r\n"))
        }
    }

    @Test(arguments: [204, 304])
    func someAnswersEndWithTheirHead(code: Int) async throws {
        let handler: HTTPHandler = { _ in
            HTTPResponse(HTTPStatus(code), body: .bytes(Array("unseen".utf8)))
        }
        try await withServer(handler: handler) { server in
            let answer = try await server.exchange(
                "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n"
                    + "Connection: close\r\n\r\n")
            #expect(answer.components("HTTP/1.1 \(code)") == 2)
            #expect(!answer.contains("unseen") && !answer.contains("Content-Length"))
        }
    }

    @Test func streamsGoOutInChunksOrUntilTheEnd() async throws {
        let handler: HTTPHandler = { _ in
            HTTPResponse(
                .ok,
                body: .stream(length: nil) { writer in
                    try await writer.write("abc")
                    try await writer.write([])
                    try await writer.write(String(repeating: "d", count: 300))
                })
        }
        try await withServer(handler: handler) { server in
            let chunked = try await server.exchange(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let many = String(repeating: "d", count: 300)
            #expect(chunked.hasSuffix("\r\n\r\n3\r\nabc\r\n12c\r\n\(many)\r\n0\r\n\r\n"))
            let old = try await server.exchange("GET / HTTP/1.0\r\n\r\n")
            #expect(old.hasSuffix("\r\n\r\nabc\(many)") && !old.contains("chunked"))
        }
    }

    @Test func aStreamThatFailsIsNeverMistakenForAWholeOne() async throws {
        let handler: HTTPHandler = { request in
            HTTPResponse(
                .ok,
                body: .stream(length: request.path == "/short" ? 5 : nil) { writer in
                    try await writer.write("abc")
                    if request.path != "/short" { throw HTTPServerError(.closed, "no more") }
                })
        }
        try await withServer(handler: handler) { server in
            for path in ["/short", "/thrown"] {
                let answer = try await server.exchange("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.contains("abc") && !answer.contains("0\r\n\r\n"))
            }
        }
    }

    @Test func clientsThatAskAreToldToGoOn() async throws {
        try await withServer(handler: Self.mirror) { server in
            let connection = try await server.open()
            try await connection.send(
                "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            let leave = try await connection.read(through: "\r\n\r\n")
            #expect(leave == "HTTP/1.1 100 Continue\r\n\r\n")
            try await connection.send("xyGET /b HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await connection.read(through: "PUT /a 2")
            _ = try await connection.read(through: "GET /b 0")
        }
    }

    @Test func clientsThatAskInVainAreNotTrustedWithTheirNextRequest() async throws {
        try await withServer(handler: { _ in HTTPResponse(.forbidden) }) { server in
            let answer = try await server.exchange(
                "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 403") && answer.contains("Connection: close"))
            #expect(!answer.contains("100 Continue"))
        }
    }

    @Test func bodiesNobodyReadDoNotDisturbTheNextRequest() async throws {
        let handler: HTTPHandler = { HTTPResponse(.ok, body: .bytes(Array($0.path.utf8))) }
        try await withServer(handler: handler) { server in
            let small = String(repeating: "x", count: 100_000)
            let answer = try await server.exchange(
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n\(small)"
                    + "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nhello\r\n0\r\n\r\nGET /c HTTP/1.0\r\n\r\n")
            #expect(answer.bodies == ["/a", "/b", "/c"])
            let large = try await server.exchange(
                "POST /d HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n"
                    + String(repeating: "x", count: 900_000) + "GET /e HTTP/1.0\r\n\r\n")
            #expect(large.bodies == ["/d"])
        }
    }

    @Test func filesAreSentInPartAndWhole() async throws {
        try await withScratchFolder { folder in
            let path = "\(folder)/file"
            let content = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            _ = try await runProgram("tee", [path], input: content)
            let handler: HTTPHandler = { request in
                let range = request.path == "/part" ? 1000..<300_000 : 0..<content.count
                return HTTPResponse(.ok, body: .file(openFile(path, range: range)))
            }
            try await withServer(handler: handler) { server in
                for (target, range) in [("/part", 1000..<300_000), ("/all", 0..<content.count)] {
                    let connection = try await server.open()
                    try await connection.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
                    let head = try await connection.read(through: "\r\n\r\n")
                    #expect(head.contains("Content-Length: \(range.count)\r\n"))
                    #expect(try await connection.read(count: range.count) == Array(content[range]))
                }
            }
        }
    }

    @Test func theObserverIsToldOfEveryExchange() async throws {
        let log = ExchangeLog()
        let setup = ServerSetup(observer: log)
        try await withServer(setup, handler: Self.mirror) { server in
            _ = try await server.exchange(
                "GET /a?b HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/9.9\r\n\r\n")
            await server.untilIdle()
        }
        #expect(log.lines.withLock { $0 } == ["GET /a?b 200 8 true", "refused unsupportedVersion"])
    }
}

private final class ExchangeLog: HTTPServerObserver {
    let lines = Mutex<[String]>([])

    func completed(_ exchange: HTTPExchange) {
        let request = exchange.request
        let line = "\(request.method) \(request.targetText) \(exchange.status.code)"
        lines.withLock { $0.append("\(line) \(exchange.bodyBytesSent) \(exchange.isComplete)") }
    }

    func refused(_ error: HTTPServerError, from client: ClientAddress) {
        lines.withLock { $0.append("refused \(error.kind)") }
    }
}
