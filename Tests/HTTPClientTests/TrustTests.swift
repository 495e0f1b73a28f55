import HTTPClient
import Host
import TestSupport
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct TrustTests {
    private func fetch(
        _ bench: Bench, _ certificate: Certificate, _ trust: ClientSettings.Trust
    ) async throws -> Int {
        try await bench.withOddServer(certificate: certificate) { url in
            let settings = ClientSettings.test { $0.trust = trust }
            return try await bench.withClient(settings) { client in
                try await client.send(ClientRequest("GET", "\(url)/echo")).status
            }
        }
    }

    private func withCertificate(
        name: String = "IP:127.0.0.1", days: Int = 2,
        _ body: (Bench, Certificate) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            try await Bench.with { bench in
                let certificate = try await Certificate.make(
                    in: scratch, name: name, days: days, runner: bench.runner)
                try await body(bench, certificate)
            }
        }
    }

    @Test func aKnownAuthorityIsTrusted() async throws {
        try await withCertificate { bench, certificate async throws in
            #expect(
                try await fetch(bench, certificate, .authorities(certificate.authority)) == 200)
        }
    }

    @Test(arguments: [
        ("IP:127.0.0.2", 2, true), ("DNS:example.org", 2, true), ("IP:127.0.0.1", -1, true),
        ("IP:127.0.0.1", 2, false),
    ])
    func aWrongCertificateIsRefused(name: String, days: Int, isAuthorityKnown: Bool) async throws {
        try await withCertificate(name: name, days: days) { bench, certificate async throws in
            let trust: ClientSettings.Trust =
                isAuthorityKnown ? .authorities(certificate.authority) : .system
            let error = await #expect(throws: ClientError.self) {
                try await fetch(bench, certificate, trust)
            }
            #expect(error?.kind == .tls, "\(error as Any)")
            #expect(error?.disposition == .needsOperator)
        }
    }

    /// A pin is enough: no authority, another name, even expired.
    @Test(arguments: [("IP:127.0.0.1", 2), ("DNS:example.org", -1)])
    func aPinnedCertificateIsTrusted(name: String, days: Int) async throws {
        try await withCertificate(name: name, days: days) { bench, certificate async throws in
            let other = [UInt8](repeating: 1, count: 32)
            let whole = try await certificate.fingerprint(bench.runner)
            let key = try await certificate.publicKeyDigest(bench.runner)
            for pin in [
                ClientSettings.Pin.certificate(whole), .publicKey(key),
            ] {
                let trust = ClientSettings.Trust.pins([.certificate(other), pin])
                #expect(try await fetch(bench, certificate, trust) == 200)
            }
        }
    }

    @Test func aCertificateWithoutItsPinIsRefused() async throws {
        try await withCertificate { bench, certificate async throws in
            let whole = try await certificate.fingerprint(bench.runner)
            let key = try await certificate.publicKeyDigest(bench.runner)
            for pins in [
                [ClientSettings.Pin](), [.certificate(key)], [.publicKey(whole)],
                [.certificate([UInt8](repeating: 0, count: 32))],
            ] {
                let error = await #expect(throws: ClientError.self) {
                    try await fetch(bench, certificate, .pins(pins))
                }
                #expect(error?.kind == .pin, "\(error as Any)")
            }
        }
    }
}
