import Glibc
import HTTPClient
import Host
import TestSupport
import Testing
import Values

/// Where the tests' own files and tools are.
enum Places {
    static let here = FilePath(#filePath).parent

    /// Made by the setup script.
    static func tool(_ name: SystemString) throws -> FilePath {
        let root = here.parent.parent.parent
        let venv = root.appending(".build").appending("test-venv").appending("bin")
        let search = SystemString("/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin:\(venv)")
        return try #require(
            FilePath.executable(named: name, in: search),
            "\(name) is missing: run scripts/setup")
    }
}

/// A loop, a runner and a client for one test.
struct Bench {
    let loop: EventLoop
    let runner: ProcessRunner

    static func with<Result>(_ body: (Bench) async throws -> Result) async throws -> Result {
        let loop = try EventLoop(name: "client")
        try loop.start()
        defer { loop.stop() }
        return try await body(Bench(loop: loop, runner: ProcessRunner(loop: loop)))
    }

    func withClient<Result>(
        _ settings: ClientSettings = .test, _ body: (HTTPClient) async throws -> Result
    ) async throws -> Result {
        let client = HTTPClient(loop: loop, settings: settings)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    /// Runs a server until the body returns. It says on a line of its output that it is ready;
    /// `ready` finds what the body needs in it.
    func withServer<Ready: Sendable, Result>(
        _ command: ProgramCall, ready: (String) -> Ready?, _ body: (Ready) async throws -> Result
    ) async throws -> Result {
        try await TestSupport.withServer(command, on: loop, ready: ready, body)
    }

    /// `http://127.0.0.1:port` of the odd server; with TLS when there is a certificate.
    func withOddServer<Result>(
        certificate: Certificate? = nil, _ body: (String) async throws -> Result
    ) async throws -> Result {
        let script = Places.here.appending("odd.py").string
        let files = certificate.map { [$0.file.string, $0.key.string] } ?? []
        let command = ProgramCall(
            try Places.tool("python3"), [script] + files, environment: ["PATH": "/usr/bin:/bin"])
        let scheme = certificate == nil ? "http" : "https"
        return try await withServer(command, ready: { Int($0) }) { port in
            try await body("\(scheme)://127.0.0.1:\(port)")
        }
    }
}

extension ClientSettings {
    /// Without the machine's own proxy.
    static var test: ClientSettings {
        var settings = ClientSettings()
        settings.proxy = .none
        return settings
    }

    static func test(_ change: (inout ClientSettings) -> Void) -> ClientSettings {
        var settings = test
        change(&settings)
        return settings
    }
}

extension ClientRequest {
    func with(_ change: (inout ClientRequest) -> Void) -> ClientRequest {
        var copy = self
        change(&copy)
        return copy
    }
}

extension ClientResponse {
    func text() async throws -> String {
        String(decoding: try await body.collect(limit: .mebibytes(16)), as: UTF8.self)
    }
}
