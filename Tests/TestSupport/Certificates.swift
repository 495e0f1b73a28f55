package import Transport

/// Keys and certificates made by the `openssl` program, for one test.
package struct Certificates: Sendable {
    package let folder: String

    package init(folder: String) {
        self.folder = folder
    }

    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// An authority called `ca` in `ca.pem` and `ca.key`.
    package func makeAuthority() async throws {
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", path("ca.key"), "-out", path("ca.pem"), "-subj", "/CN=ca", "-days", "2",
            "-addext", "basicConstraints=critical,CA:TRUE")
    }

    /// A leaf for `localhost` and 127.0.0.1 signed by the authority: `<name>.pem`, which sends the
    /// authority along, and `<name>.key`.
    package func makeLeaf(_ name: String, host: String = "localhost", days: Int = 2) async throws {
        try await openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", path("\(name).key"), "-out", path("\(name).csr"), "-subj", "/CN=\(name)")
        let extensions = "subjectAltName=DNS:\(host),IP:127.0.0.1\nbasicConstraints=CA:FALSE\n"
        _ = try await runProgram("tee", [path("ext")], input: Array(extensions.utf8))
        try await openssl(
            "x509", "-req", "-in", path("\(name).csr"), "-CA", path("ca.pem"), "-CAkey",
            path("ca.key"), "-CAcreateserial", "-out", path("\(name).leaf"), "-days", "\(days)",
            "-extfile", path("ext"))
        let chain = try await runProgram("cat", [path("\(name).leaf"), path("ca.pem")])
        _ = try await runProgram("tee", [path("\(name).pem")], input: chain.output)
    }

    package func pin(_ subject: TLSPin.Subject, _ file: String) async throws -> TLSPin {
        var der = ["x509", "-in", path(file), "-outform", "DER"]
        var bytes = try await runProgram("openssl", der).output
        if subject == .publicKey {
            der = ["x509", "-in", path(file), "-noout", "-pubkey"]
            let key = try await runProgram("openssl", der).output
            bytes = try await runProgram(
                "openssl", ["pkey", "-pubin", "-outform", "DER"], input: key
            ).output
        }
        let digest = try await runProgram("openssl", ["dgst", "-sha256", "-binary"], input: bytes)
        guard let pin = TLSPin(subject, sha256: digest.output) else {
            throw OpenSSLFailed(description: digest.errorText)
        }
        return pin
    }

    package func pem(_ file: String) async throws -> [UInt8] {
        try await runProgram("cat", [path(file)]).output
    }

    private func openssl(_ arguments: String...) async throws {
        let outcome = try await runProgram("openssl", arguments)
        guard outcome.status == 0 else {
            throw OpenSSLFailed(description: outcome.errorText)
        }
    }
}

private struct OpenSSLFailed: Error, CustomStringConvertible {
    let description: String
}

/// With an authority and the leaf `one` already made.
package func withCertificates(_ body: (Certificates) async throws -> Void) async throws {
    try await withScratchFolder { folder in
        let certificates = Certificates(folder: folder)
        try await certificates.makeAuthority()
        try await certificates.makeLeaf("one")
        try await body(certificates)
    }
}
