import HTTPServer
import Host
import TestSupport
import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(10))) struct TLSTests {
    private static let big = [UInt8](repeating: 0x61, count: 3 << 20)

    private func withTLSServer(
        _ certificates: Certificates, _ body: (TLSServer, UInt16) async throws -> Void
    ) async throws {
        let tls = try TLSServer(
            certificateFile: certificates.path("one.pem"), keyFile: certificates.path("one.key"))
        let loop = try EventLoop(name: "tls")
        try loop.start()
        defer { loop.stop() }
        var limits = HTTPServerLimits()
        limits.headTimeout = .seconds(300)
        let server = HTTPServer(on: [loop], limits: limits) { request in
            do {
                let body = try await request.body.collect(limit: 16 << 20)
                if request.path == "/big" {
                    return HTTPResponse(.ok, body: .bytes(Self.big))
                }
                let text = "\(request.isSecure) \(body.count)"
                return HTTPResponse(.ok, body: .bytes(Array(text.utf8)))
            } catch {
                return HTTPResponse(.badRequest)
            }
        }
        let address = try await server.listen(at: .ip(.loopback, port: 0), tls: tls)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await server.run() }
            defer { group.cancelAll() }
            try await body(tls, try #require(address.port))
        }
    }

    private func ask(_ port: UInt16, _ trust: TLSTrust, name: String) async throws -> String {
        let connection = try await RawConnection.open(
            to: .ip(.loopback, port: port), tls: try TLSClient(trust: trust), name: name)
        try await connection.send("GET / HTTP/1.0\r\n\r\n")
        return try await connection.readToEnd()
    }

    private func curl(_ port: UInt16, _ path: String, _ more: [String]) async throws -> String {
        try await runProgram("curl", ["-sS", "https://localhost:\(port)\(path)"] + more).text
    }

    @Test func foreignClientsAreServedBothWays() async throws {
        try await withCertificates { certificates in
            try await withTLSServer(certificates) { _, port in
                let trust = ["--cacert", certificates.path("ca.pem")]
                #expect(try await curl(port, "/", trust) == "true 0")
                let down = try await runProgram(
                    "curl", ["-sS", "https://localhost:\(port)/big"] + trust)
                #expect(down.output == Self.big)
                let path = certificates.path("body")
                _ = try await runProgram("tee", [path], input: Self.big)
                let up = try await curl(port, "/", trust + ["--data-binary", "@\(path)"])
                #expect(up == "true \(Self.big.count)")
                for version in ["1.2", "1.3"] {
                    let limits = ["--tlsv\(version)", "--tls-max", version]
                    #expect(try await curl(port, "/", trust + limits) == "true 0")
                }
                let old = try await runProgram(
                    "openssl",
                    [
                        "s_client", "-connect", "127.0.0.1:\(port)", "-tls1_1", "-cipher",
                        "ALL:@SECLEVEL=0",
                    ])
                #expect(old.status != 0)
            }
        }
    }

    @Test func onlyOurProtocolIsAgreedTo() async throws {
        try await withCertificates { certificates in
            try await withTLSServer(certificates) { _, port in
                let client = ["s_client", "-connect", "127.0.0.1:\(port)", "-alpn"]
                let both = try await runProgram("openssl", client + ["h2,http/1.1"])
                #expect(both.text.contains("ALPN protocol: http/1.1"))
                let other = try await runProgram("openssl", client + ["h2"])
                #expect(other.status != 0 && other.errorText.contains("no application protocol"))
            }
        }
    }

    @Test func eachKindOfTrustTakesItsServerAndNoOther() async throws {
        try await withCertificates { certificates in
            let other = Certificates(folder: certificates.folder)
            try await other.makeLeaf("two")
            try await withTLSServer(certificates) { _, port in
                let good: [(TLSTrust, String)] = [
                    (.authorities(pem: try await certificates.pem("ca.pem")), "localhost"),
                    (.authorities(pem: try await certificates.pem("ca.pem")), "127.0.0.1"),
                    (.pins([try await certificates.pin(.leaf, "one.leaf")]), "elsewhere.test"),
                    (.pins([try await certificates.pin(.publicKey, "one.leaf")]), "elsewhere.test"),
                    (.pins([try await certificates.pin(.authority, "ca.pem")]), "localhost"),
                ]
                for (trust, name) in good {
                    let answer = try await ask(port, trust, name: name)
                    #expect(answer.hasSuffix("\r\n\r\ntrue 0"), "\(trust) \(name)")
                }
                let bad: [(TLSTrust, String)] = [
                    (.system, "localhost"),
                    (.authorities(pem: try await certificates.pem("ca.pem")), "elsewhere.test"),
                    (.authorities(pem: try await certificates.pem("ca.pem")), "127.0.0.2"),
                    (.authorities(pem: try await certificates.pem("two.leaf")), "localhost"),
                    (.pins([try await certificates.pin(.leaf, "two.leaf")]), "localhost"),
                    (.pins([try await certificates.pin(.publicKey, "two.leaf")]), "localhost"),
                    // The right digest for the wrong subject.
                    (.pins([try await certificates.pin(.publicKey, "ca.pem")]), "localhost"),
                    (.pins([try await certificates.pin(.authority, "one.leaf")]), "localhost"),
                    (.pins([try await certificates.pin(.authority, "ca.pem")]), "elsewhere.test"),
                ]
                for (trust, name) in bad {
                    let error = await #expect(throws: TransportError.self) {
                        try await ask(port, trust, name: name)
                    }
                    #expect(
                        error?.kind == .untrusted, "\(trust) \(name): \(String(describing: error))")
                }
            }
        }
    }

    @Test func aRenewedCertificateIsUsedAndABrokenOneIsNot() async throws {
        try await withCertificates { certificates in
            try await withTLSServer(certificates) { tls, port in
                let first = TLSTrust.pins([try await certificates.pin(.leaf, "one.leaf")])
                let kept = try await RawConnection.open(
                    to: .ip(.loopback, port: port), tls: try TLSClient(trust: first))
                try await certificates.makeLeaf("one")
                let second = TLSTrust.pins([try await certificates.pin(.leaf, "one.leaf")])
                #expect(try await ask(port, first, name: "localhost").hasSuffix("true 0"))
                try tls.reload()
                #expect(try await ask(port, second, name: "localhost").hasSuffix("true 0"))
                await #expect(throws: TransportError.self) {
                    try await ask(port, first, name: "localhost")
                }
                try await kept.send("GET / HTTP/1.0\r\n\r\n")
                #expect(try await kept.readToEnd().hasSuffix("true 0"))

                _ = try await runProgram("tee", [certificates.path("one.pem")], input: [1, 2, 3])
                let error = #expect(throws: TransportError.self) { try tls.reload() }
                #expect(error?.kind == .badCertificate)
                #expect(try await ask(port, second, name: "localhost").hasSuffix("true 0"))
                try await certificates.makeLeaf("two")
                let swapped = try await certificates.pem("two.pem")
                _ = try await runProgram("tee", [certificates.path("one.pem")], input: swapped)
                #expect(throws: TransportError.self) { try tls.reload() }
                #expect(try await ask(port, second, name: "localhost").hasSuffix("true 0"))
            }
        }
    }

    @Test func plainTextOnATLSPortHurtsNobody() async throws {
        try await withCertificates { certificates in
            try await withTLSServer(certificates) { _, port in
                let plain = try await RawConnection.open(to: .ip(.loopback, port: port))
                try await plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await plain.readToEnd()
                let trust = TLSTrust.authorities(pem: try await certificates.pem("ca.pem"))
                #expect(try await ask(port, trust, name: "localhost").hasSuffix("true 0"))
            }
        }
    }
}
