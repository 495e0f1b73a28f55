import CZlib
import Glibc
import JSON
import Markup
import TestSupport
import Testing

@testable import HTTPServer

/// curl on the other end of a real connection.
@Suite struct LiveAnswerTests {
    private static let style = String(repeating: "body { margin: 0 }\n", count: 500)

    /// zlib's gzip, as the program hands its own in.
    private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count + 1000)
        let left = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                deflate(&stream, Z_FINISH)
                return Int(stream.avail_out)
            }
        }
        return Array(output.dropLast(left))
    }

    private static let assets = Assets(
        ["holdfast.css": Array(style.utf8), "mark.png": [UInt8](0...255)],
        digest: { bytes in String(bytes.reduce(UInt64(5381)) { $0 &* 33 &+ UInt64($1) }, radix: 16)
        },
        compress: gzip)

    /// Serves, and hands curl's arguments to curl with the address put in place of `@`.
    private func withCurl(
        _ body: (_ curl: ([String]) async throws -> ProgramOutcome) async throws -> Void
    ) async throws {
        let table = testTable()
        Self.assets.add(to: table.root)
        table.root.add(.get, "/long", .page("Long")) { _ in .text(Self.style) }
        table.root.add(.get, "/login", .page("Sign in")) { context in
            var response = HTTPResponse.redirect(to: "/me")
            response.set(SetCookie("user", "mara", isSecure: context.request.isSecure))
            return response
        }
        table.root.add(.get, "/events", .page("Events")) { context in
            let queue = EventQueue()
            queue.send(ServerSentEvent(id: "8", name: "run", data: "漢\nline"))
            queue.send(ServerSentEvent(data: "after \(context.request.lastEventID ?? "-")"))
            queue.close()
            return .events(queue)
        }
        table.root.add(.get, "/file", .page("File")) { context in
            let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
            let content = FileContent(takingOver: file, range: 100..<1100)
            return HTTPResponse(.ok, body: .file(content)).ranged(for: context.request)
        }
        let router = testRouter(table, finish: ResponseFinish(compress: Self.gzip))
        try await withServer(handler: router.handler) { server in
            try await body { arguments in
                let words = arguments.map {
                    $0.hasPrefix("@") ? "http://\(server.address)\($0.dropFirst())" : $0
                }
                return try await runProgram("curl", ["-sS", "--max-time", "20"] + words)
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func curlUnpacksWhatWeCompress() async throws {
        try await withCurl { curl in
            let url = "@\(Self.assets.url("holdfast.css"))"
            for target in ["@/long", url] {
                let plain = try await curl([target, "-D", "-"])
                #expect(plain.text.hasSuffix(Self.style))
                #expect(!plain.text.contains("Content-Encoding"))
                #expect(plain.text.contains("Vary: Accept-Encoding"))
                let small = try await curl(["--compressed", "-w", "%{size_download}", target])
                #expect(small.text.hasPrefix(Self.style))
                let size = Int(small.text.dropFirst(Self.style.count)) ?? .max
                #expect(size < Self.style.utf8.count / 10)
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func anAssetIsFetchedOnceAndThenKnown() async throws {
        try await withCurl { curl in
            let url = "@\(Self.assets.url("mark.png"))"
            let first = try await curl(["-D", "-", "-o", "/dev/null", url]).text
            #expect(first.contains("Cache-Control: max-age=31536000, immutable"))
            #expect(first.contains("Content-Type: image/png"))
            let tag = first.split(separator: "\r\n").first { $0.hasPrefix("ETag: ") }?.dropFirst(6)
            let known = ["-H", "If-None-Match: \(tag ?? "")", "-w", "%{http_code}", url]
            #expect(try await curl(known).text == "304")
            let old = try await curl(["-D", "-", "-o", "/dev/null", "@/assets/0/mark.png"]).text
            #expect(old.contains("200 OK") && old.contains("Cache-Control: no-cache"))
            let none = try await curl(["-w", "%{http_code}", "-o", "/dev/null", "@/assets/0/x"])
            #expect(none.text == "404")
        }
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            ("0-9", 206, 0..<10), ("250-", 206, 250..<256), ("-3", 206, 253..<256),
            ("0-0,5-6", 200, 0..<256),
            ("256-", 416, 0..<0),
        ])
    func curlFetchesPartsOfBytes(range: String, status: Int, bytes: Range<Int>) async throws {
        try await withCurl { curl in
            let url = "@\(Self.assets.url("mark.png"))"
            let head = try await curl(["-r", range, "-w", "%{http_code}", "-o", "/dev/null", url])
            #expect(head.text == "\(status)")
            if status < 400 {
                let part = try await curl(["-r", range, url])
                #expect(part.output == Array([UInt8](0...255)[bytes]))
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func curlFetchesPartsOfFiles() async throws {
        try await withCurl { curl in
            let whole = try await curl(["@/file"]).output
            #expect(whole.count == 1000)
            #expect(try await curl(["-r", "10-19", "@/file"]).output == Array(whole[10..<20]))
            #expect(try await curl(["-r", "-5", "@/file"]).output == Array(whole[995...]))
            #expect(try await curl(["-r", "1000-", "-f", "@/file"]).status == 22)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func curlKeepsTheCookieThroughARedirect() async throws {
        try await withCurl { curl in
            let answer = try await curl(["-L", "-c", "/dev/null", "@/login"])
            #expect(answer.text == #"{"name":"mara","count":1}"#)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func curlReadsAnEventStream() async throws {
        try await withCurl { curl in
            let answer = try await curl(["-N", "-H", "Last-Event-ID: 7", "@/events"])
            #expect(
                answer.text == """
                    retry: 2000

                    id: 8
                    event: run
                    data: 漢
                    data: line

                    data: after 7


                    """)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func problemsAndHeadsArriveWhole() async throws {
        try await withCurl { curl in
            let problem = try await curl(["@/nowhere", "-w", "%{content_type} %{http_code}"]).text
            #expect(problem.hasSuffix("}application/problem+json 404"))
            let head = try await curl(["-I", "@/long"]).text
            #expect(head.contains("Content-Length: \(Self.style.utf8.count)"))
            let item = ["-H", "Content-Type: application/json", "-d", #"{"name":"x"}"#, "@/items"]
            #expect(try await curl(item).text == #"{"name":"x","count":1}"#)
            let big = ["-d", String(repeating: "x", count: 5000), "@/items", "-w", "%{http_code}"]
            let json = ["-H", "Content-Type: application/json", "-o", "/dev/null"]
            #expect(try await curl(json + big).text == "413")
        }
    }
}
