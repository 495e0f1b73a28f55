import Testing

@testable import HTTPServer

@Suite struct RequestHeadParserTests {
    private func parse(_ text: String) throws(HTTPServerError) -> RequestHead? {
        var parser = RequestHeadParser()
        return try parser.parse(Array(text.utf8).span).map { _ in parser.head }
    }

    private struct Refusal: CustomTestStringConvertible {
        let head: String
        let kind: HTTPServerError.Kind

        init(_ head: String, _ kind: HTTPServerError.Kind = .malformed) {
            self.head = head
            self.kind = kind
        }

        var testDescription: String { String(reflecting: head) }
    }

    private static let refusals = [
        Refusal("GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
        Refusal("GET / HTTP/1.1\nHost: a\n\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\nX: a\u{7F}\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\nX(: a\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
        Refusal("GET / HTTP/1.1\r\nHost: a:x\r\n\r\n"),
        Refusal("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"),
        Refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n"),
        Refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n"),
        Refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n"),
        Refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n"),
        Refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"),
        Refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\n"),
        Refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        Refusal(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", .unsupportedCoding),
        Refusal(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
            .unsupportedCoding),
        Refusal(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"),
        Refusal("POST / HTTP/1.1\r\nHost: a\r\nExpect: 200\r\n\r\n", .expectationFailed),
        Refusal("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
        Refusal("GET / HTTP/1.2\r\nHost: a\r\n\r\n", .unsupportedVersion),
        Refusal("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        Refusal("GET / http/1.1\r\nHost: a\r\n\r\n"),
        Refusal("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("GET /\r\nHost: a\r\n\r\n"),
        Refusal(" GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("G@T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", .unsupportedMethod),
        Refusal(String(repeating: "A", count: 33) + " / HTTP/1.1\r\n", .unsupportedMethod),
        Refusal("GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("GET /\u{E4} HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("GET /\(String(repeating: "a", count: 8200)) HTTP/1.1\r\n", .targetTooLong),
        Refusal(String(repeating: "a", count: 8200), .targetTooLong),
        Refusal(
            "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 40_000))",
            .headTooLarge),
        Refusal(
            "GET / HTTP/1.1\r\n" + String(repeating: "X: a\r\n", count: 101) + "\r\n",
            .headTooLarge),
    ]

    @Test(arguments: refusals)
    private func whatCouldBeReadInTwoWaysIsRefused(_ refusal: Refusal) {
        let error = #expect(throws: HTTPServerError.self) { try parse(refusal.head) }
        #expect(error?.kind == refusal.kind)
    }

    @Test func aHeadIsReadWithAllItSaysAboutTheMessage() throws {
        let head = try #require(
            try parse(
                "POST /a/b%20c?x=1&y HTTP/1.1\r\nhOsT: a.test:80\r\nContent-Length: 0012\r\n"
                    + "Connection: Keep-Alive, Upgrade\r\nExpect: 100-Continue\r\n"
                    + "X:\t padded value \t\r\nY:\r\n\r\n"))
        #expect(head.method == .post)
        #expect(head.contentLength == 12)
        #expect(head.keepsAlive && head.wantsUpgrade && head.expectsContinue)
        #expect(head.entries.count == 6)
        #expect(head.target?.hasQuery == true)
    }

    @Test func onePointZeroNeedsNoHostAndEndsAfterItsAnswer() throws {
        let head = try #require(try parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
        #expect(head.isHTTP10 && !head.keepsAlive)
    }

    @Test func theOutcomeDependsOnTheBytesAndNotOnTheirPieces() {
        for refusal in Self.refusals {
            let whole = outcome([Array(refusal.head.utf8)])
            let bytes = Array(refusal.head.utf8.prefix(2000))
            guard bytes.count == refusal.head.utf8.count else { continue }
            #expect(outcome(bytes.map { [$0] }) == whole, "\(String(reflecting: refusal.head))")
        }
    }

    private func outcome(_ pieces: [[UInt8]]) -> String {
        var parser = RequestHeadParser()
        var input: [UInt8] = []
        for piece in pieces {
            input += piece
            do {
                if let length = try parser.parse(input.span) { return "\(length)" }
            } catch {
                return error.message
            }
        }
        return "incomplete"
    }
}
