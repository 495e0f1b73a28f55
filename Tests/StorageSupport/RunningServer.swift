internal import Glibc
internal import Host
internal import TestSupport

/// A server program of the machine, started for one test and ended by its process id.
package struct RunningServer: Sendable {
    package let process: Int32
    private let name: String

    /// Returns when the server has written `ready` to its log.
    package static func start(
        _ program: String, _ arguments: [String], log: String, ready: String
    ) async throws -> RunningServer {
        let process = try await blocking {
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(
                &actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
            var words = ([program] + arguments).map { strdup($0) } + [nil]
            defer { words.forEach { free($0) } }
            var child = pid_t()
            let code = posix_spawn(&child, program, &actions, nil, &words, environ)
            guard code == 0 else {
                throw ServerEnded(
                    description: "\(program) cannot be started; scripts/setup installs it")
            }
            return child
        }
        let server = RunningServer(process: process, name: program)
        try await server.until(log: log, says: ready)
        return server
    }

    private func until(log: String, says ready: String) async throws {
        while true {
            let text = String(decoding: try readFile(log), as: UTF8.self)
            if text.contains(ready) { return }
            guard isRunning else { throw ServerEnded(description: "\(name) ended: \(text)") }
            await Task.yield()
        }
    }

    private var isRunning: Bool {
        var status: Int32 = 0
        return waitpid(process, &status, WNOHANG) == 0
    }

    /// At once: a server that a test has finished with has nothing to put in order, and one that
    /// inherited a blocked signal would not hear a gentler one.
    package func stop() {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }
}

struct ServerEnded: Error, CustomStringConvertible {
    let description: String
}

/// Who runs the tests.
package func userName() throws -> String {
    guard let entry = getpwuid(getuid()) else { throw SystemError.last("getpwuid") }
    return String(cString: entry.pointee.pw_name)
}
