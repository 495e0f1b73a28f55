package import Host
internal import TestSupport

/// Programs of others that keep objects, started for one test on a free port of this machine and
/// stopped with it.
package enum TestServer {
    /// The loop of all clients and servers of storage tests; it runs as long as the tests do.
    package static let loop: EventLoop = {
        do {
            let loop = try EventLoop(name: "storage clients")
            try loop.start()
            return loop
        } catch {
            preconditionFailure("no event loop: \(error)")
        }
    }()

    /// What every server asks for that asks for something.
    package static let user = "tester"
    package static let password = "hunter2"

    /// A program that `scripts/setup` installs.
    package static func tool(_ name: SystemString) throws -> FilePath {
        let venv = "\(WorkingTree.root)/.build/test-venv/bin"
        let search = SystemString("\(venv):/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin:/bin")
        guard let found = FilePath.executable(named: name, in: search) else {
            throw ServerEnded(description: "\(name) is missing: run scripts/setup test")
        }
        return found
    }

    /// Runs a server until the body returns. `ready` finds what the body needs in a line of the
    /// server's output, on either of its two.
    package static func run<Ready: Sendable, Result>(
        _ program: FilePath, _ arguments: [String], scratch: String,
        ready: (String) -> Ready?, _ body: (Ready) async throws -> Result
    ) async throws -> Result {
        let words = (["\(program)"] + arguments).map(quoted).joined(separator: " ")
        let call = ProgramCall(
            "/bin/sh", ["-c", SystemString("exec 2>&1; exec \(words)")],
            environment: ["PATH": "/usr/bin:/bin", "HOME": SystemString(scratch)])
        return try await withServer(call, on: loop, ready: ready, body)
    }

    private static func quoted(_ word: String) -> String {
        let parts = word.split(separator: "'", omittingEmptySubsequences: false)
        return "'\(parts.joined(separator: "'\\''"))'"
    }
}

// MARK: rclone

extension TestServer {
    /// `rclone serve KIND` over a folder; the body gets its address without a slash at its end.
    package static func withRclone(
        _ kind: String, _ options: [String], folder: String, scratch: String,
        _ body: (String) async throws -> Void
    ) async throws {
        let arguments =
            ["serve", kind, "--config", "\(scratch)/none", "--addr", "127.0.0.1:0"] + options
            + [folder]
        try await run(
            tool("rclone"), arguments, scratch: scratch, ready: rcloneAddress, body)
    }

    /// `http://127.0.0.1:port` out of the line that says so.
    private static func rcloneAddress(in line: String) -> String? {
        let words = line.split { "[]/ ".contains($0) }
        guard let place = words.first(where: { $0.hasPrefix("127.0.0.1:") }) else { return nil }
        return "\(line.contains("https:") ? "https" : "http")://\(place)"
    }
}
