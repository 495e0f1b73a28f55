import Glibc
import TestSupport
import Testing
import Transport

@testable import HTTPServer

/// Files and parts of files under TLS, fetched by OpenSSL's own clients.
@Suite(.timeLimit(.minutes(10))) struct TLSFileTests {
    private struct Fixture {
        let server: RunningServer
        let certificates: Certificates
        let bytes: [UInt8]
        /// Of the file.
        let path: String

        var port: UInt16 { server.address.port ?? 0 }

        func curl(_ target: String, _ more: String...) async throws -> ProgramOutcome {
            try await runProgram(
                "curl",
                [
                    "-sS", "--max-time", "100", "--cacert", certificates.path("ca.pem"),
                    "https://localhost:\(port)\(target)",
                ] + more)
        }

        /// What `openssl s_client` gets for a request that ends the connection.
        func client(_ request: String, _ more: String...) async throws -> [UInt8] {
            let outcome = try await runProgram(
                "openssl",
                [
                    "s_client", "-quiet", "-verify_return_error", "-CAfile",
                    certificates.path("ca.pem"), "-connect", "localhost:\(port)",
                ] + more, input: Array(request.utf8))
            return outcome.output
        }
    }

    /// Serves a file of `size` bytes at `/file`, and the same bytes from memory at `/bytes`.
    private func withFile(size: Int, _ body: (Fixture) async throws -> Void) async throws {
        try await withCertificates { certificates in
            var random = SeededGenerator()
            let bytes = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let path = certificates.path("content")
            _ = try await runProgram("tee", [path], input: bytes)
            var setup = ServerSetup()
            setup.tls = try TLSServer(
                certificateFile: certificates.path("one.pem"),
                keyFile: certificates.path("one.key"))
            let handler: HTTPHandler = { request in
                let content: HTTPResponse.Body =
                    request.path == "/file"
                    ? .file(openFile(path, range: 0..<size)) : .bytes(bytes)
                return HTTPResponse(.ok, body: content).ranged(for: request)
            }
            try await withServer(setup, handler: handler) { server in
                try await body(
                    Fixture(server: server, certificates: certificates, bytes: bytes, path: path))
            }
        }
    }

    /// Around the sizes of a record and of a slice.
    private static let ranges: [(String, Range<Int>)] = [
        ("0-0", 0..<1), ("0-16383", 0..<16384), ("1-16384", 1..<16385),
        ("16383-16384", 16383..<16385),
        ("5-262150", 5..<262_151), ("1000003-", 1_000_003..<1_500_007),
        ("-1", 1_500_006..<1_500_007),
        ("-70000", 1_430_007..<1_500_007), ("0-", 0..<1_500_007),
    ]

    @Test func everyPartArrivesAsItIs() async throws {
        try await withFile(size: 1_500_007) { fixture in
            for target in ["/file", "/bytes"] {
                let whole = try await fixture.curl(target)
                #expect(whole.output == fixture.bytes)
                for (text, range) in Self.ranges {
                    let part = try await fixture.curl(target, "-r", text)
                    #expect(part.output == Array(fixture.bytes[range]), "\(target) \(text)")
                }
                let outside = try await fixture.curl(
                    target, "-r", "1500007-", "-w", "%{http_code}", "-o", "/dev/null")
                #expect(outside.text == "416")
                let head = try await fixture.curl(target, "-I")
                #expect(head.text.contains("Content-Length: 1500007\r\n"))
            }
        }
    }

    @Test func opensslReadsPartsInBothVersions() async throws {
        try await withFile(size: 100_000) { fixture in
            for version in ["-tls1_2", "-tls1_3"] {
                let answer = try await fixture.client(
                    """
                    GET /file HTTP/1.1\r\nHost: localhost\r\nRange: bytes=3-70002\r\n\
                    Connection: close\r\n\r\n
                    """, version)
                let head = String(decoding: answer.dropLast(70_000), as: UTF8.self)
                #expect(head.hasPrefix("HTTP/1.1 206 "))
                #expect(head.contains("Content-Range: bytes 3-70002/100000\r\n"))
                #expect(head.hasSuffix("\r\n\r\n"))
                #expect(answer.suffix(70_000) == fixture.bytes[3..<70_003])
            }
        }
    }

    /// Records that find no room are repeated, at the same place of the file.
    @Test func slowReadersGetTheSameBytes() async throws {
        try await withFile(size: 8 << 20) { fixture in
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for rate in ["4M", "6M", "9M"] {
                    group.addTask {
                        try await fixture.curl("/file", "--limit-rate", rate).output
                    }
                }
                for try await output in group { #expect(output == fixture.bytes) }
            }
        }
    }

    @Test func aFileThatBecomesShorterIsNeverTakenForAWholeOne() async throws {
        try await withFile(size: 300_000) { fixture in
            #expect(truncate(fixture.path, 200_000) == 0)
            let cut = try await fixture.curl("/file")
            #expect(cut.status != 0)
            #expect(cut.output == Array(fixture.bytes[..<200_000]))
        }
    }
}
