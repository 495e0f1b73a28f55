import Host
import TestSupport
import Testing
import Values

/// A certificate that the `openssl` program has made for one test.
struct Certificate: Sendable {
    let file: FilePath
    let key: FilePath
    let authority: FilePath

    /// Signed by a fresh authority in `folder`. A negative number of days has expired already.
    static func make(
        in folder: String, name: String = "IP:127.0.0.1", days: Int = 2, runner: ProcessRunner
    ) async throws -> Certificate {
        let made = Certificate(
            file: FilePath("\(folder)/leaf.pem"), key: FilePath("\(folder)/leaf.key"),
            authority: FilePath("\(folder)/ca.pem"))
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try await openssl(
            ["req", "-x509"] + key + [
                "-keyout", "\(folder)/ca.key", "-out", "\(folder)/ca.pem", "-subj", "/CN=Test CA",
                "-days", "2",
            ], runner)
        try await openssl(
            ["req"] + key + [
                "-keyout", "\(folder)/leaf.key", "-out", "\(folder)/leaf.csr", "-subj", "/CN=leaf",
                "-addext", "subjectAltName=\(name)",
            ], runner)
        try await openssl(
            [
                "x509", "-req", "-in", "\(folder)/leaf.csr", "-out", "\(folder)/leaf.pem", "-CA",
                "\(folder)/ca.pem", "-CAkey", "\(folder)/ca.key", "-CAcreateserial",
                "-copy_extensions", "copy", "-days", "\(days)",
            ], runner)
        return made
    }

    func fingerprint(_ runner: ProcessRunner) async throws -> [UInt8] {
        let text = try await Self.openssl(
            ["x509", "-in", "\(file)", "-noout", "-fingerprint", "-sha256"], runner)
        let hex = text.split(separator: "=").last?.filter(\.isHexDigit) ?? ""
        return try #require(Hex.decode(hex))
    }

    func publicKeyDigest(_ runner: ProcessRunner) async throws -> [UInt8] {
        let pem = try await Self.openssl(["x509", "-in", "\(file)", "-noout", "-pubkey"], runner)
        let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        let der = try #require(Base64.standard.decode(body))
        let command = ProgramCall(try Places.tool("openssl"), ["dgst", "-sha256", "-r"])
        var fed = command
        fed.input = .bytes(der)
        let text = try await runner.run(fed).output.text
        return try #require(Hex.decode(text.prefix { $0 != " " }))
    }

    @discardableResult
    private static func openssl(_ arguments: [String], _ runner: ProcessRunner) async throws
        -> String
    {
        let command = ProgramCall(
            try Places.tool("openssl"), arguments.map { SystemString($0) },
            environment: ["PATH": "/usr/bin:/bin"])
        let outcome = try await runner.run(command)
        try #require(outcome.status.isSuccess, "openssl: \(outcome.errors.text)")
        return outcome.output.text
    }
}
