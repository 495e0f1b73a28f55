internal import Glibc
internal import Host
internal import TestSupport

/// A server program of the machine, started for one test and ended by its process id.
package struct RunningServer: Sendable {
    package let process: Int32
    /// What it had written when it was ready.
    package let greeting: String

    /// Returns when the server has written `ready`, on either output.
    package static func start(
        _ program: String, _ arguments: [String], ready: String
    ) async throws -> RunningServer {
        try await blocking {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { throw SystemError.last("pipe") }
            // Nobody else's child shall hold it.
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            let process = try spawn(program, arguments, output: ends[1])
            close(ends[1])
            let greeting = try read(until: ready, from: ends[0], of: program)
            try drain(ends[0])
            return RunningServer(process: process, greeting: greeting)
        }
    }

    private static func spawn(
        _ program: String, _ arguments: [String], output: Int32
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child = pid_t()
        guard posix_spawn(&child, program, &actions, nil, &words, environ) == 0 else {
            throw ServerEnded(description: "\(program) cannot be started: run scripts/setup")
        }
        return child
    }

    private static func read(
        until ready: String, from pipe: Int32, of program: String
    ) throws -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(pipe, &buffer, buffer.count)
            guard count > 0 else {
                let said = String(decoding: text, as: UTF8.self)
                throw ServerEnded(description: "\(program) ended before it was ready: \(said)")
            }
            text += buffer[..<count]
            let said = String(decoding: text, as: UTF8.self)
            if said.contains(ready) { return said }
        }
    }

    /// A server that nobody listens to would stop one day.
    private static func drain(_ pipe: Int32) throws {
        try HostThread.start(name: "test.drain", role: .blocking) {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while Glibc.read(pipe, &buffer, buffer.count) > 0 {}
            close(pipe)
        }.detach()
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
