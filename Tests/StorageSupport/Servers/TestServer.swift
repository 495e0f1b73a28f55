internal import Glibc
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

    private struct Done: Error {}

    /// A server that ended before it was ready, with what it said.
    package struct Failed: Error, CustomStringConvertible {
        package let description: String
    }

    /// A program that `scripts/setup` installs.
    package static func tool(_ name: SystemString) throws -> FilePath {
        let venv = "\(WorkingTree.root)/.build/test-venv/bin"
        let search = SystemString("\(venv):/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin:/bin")
        guard let found = FilePath.executable(named: name, in: search) else {
            throw Failed(description: "\(name) is missing: run scripts/setup test")
        }
        return found
    }

    /// Runs a server until the body returns. `ready` finds what the body needs in a line of the
    /// server's output, on either of its two.
    package static func run<Ready: Sendable>(
        _ program: FilePath, _ arguments: [String], scratch: String,
        ready: (String) -> Ready?, _ body: (Ready) async throws -> Void
    ) async throws {
        let words = (["\(program)"] + arguments).map(quoted).joined(separator: " ")
        var call = ProgramCall(
            "/bin/sh", ["-c", SystemString("exec 2>&1; exec \(words)")],
            environment: ["PATH": "/usr/bin:/bin", "HOME": SystemString(scratch)])
        call.output = .streamed
        call.teardown = .immediate
        var said = ""
        do {
            _ = try await ProcessRunner(loop: loop).run(call) { process in
                for try await line in process.output.lines() {
                    let text = String(decoding: line, as: UTF8.self)
                    said += "\(text)\n"
                    guard let found = ready(text) else { continue }
                    try await body(found)
                    throw Done()
                }
                throw Failed(description: "\(program) ended before it was ready: \(said)")
            }
        } catch is Done {}
    }

    private static func quoted(_ word: String) -> String {
        let parts = word.split(separator: "'", omittingEmptySubsequences: false)
        return "'\(parts.joined(separator: "'\\''"))'"
    }

    /// A port that nobody had a moment ago.
    package static func freePort() throws -> UInt16 {
        let raw = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(raw) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(raw, address, length) == 0 ? getsockname(raw, address, &length) : -1
            }
        }
        guard code == 0 else { throw SystemError.last("bind") }
        return UInt16(bigEndian: address.sin_port)
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
