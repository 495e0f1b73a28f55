internal import Glibc
internal import Host

/// What a script printed, on both outputs, and how it ended.
package struct ShellResult: Sendable {
    package let output: String
    /// The exit status, 128 and the signal's number where a signal ended it.
    package let status: Int32
}

/// Runs a script of the system's shell to its end. For the programs that tests are checked against;
/// the product never uses a shell.
package func shell(_ script: String) throws -> ShellResult {
    ThreadRole.requireBlockingAllowed("shell")
    // "e" keeps the pipe out of other children.
    guard let pipe = unsafe popen("{ \(script)\n} 2>&1", "re") else {
        throw SystemError.last("popen")
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe fread(&buffer, 1, buffer.count, pipe)
        guard count > 0 else { break }
        output += buffer[..<count]
    }
    let ended = unsafe pclose(pipe)
    let status = ended & 0x7F == 0 ? ended >> 8 & 0xFF : 128 + ended & 0x7F
    return ShellResult(output: String(decoding: output, as: UTF8.self), status: status)
}

/// A script that waits on its standard input and goes on when this process closes it, by releasing
/// the lifeline or by ending in any way.
@safe
package final class Lifeline: @unchecked Sendable {
    // `@unchecked Sendable`: the pipe is set once and only closed, by `deinit`.

    private let pipe: UnsafeMutablePointer<FILE>

    package init(_ script: String) throws {
        // In a session of its own, so that Ctrl-C in the terminal leaves it its work.
        let quoted = script.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: #"'\''"#)
        guard let pipe = unsafe popen("exec setsid sh -c '\(quoted)' >/dev/null 2>&1", "we") else {
            throw SystemError.last("popen")
        }
        unsafe self.pipe = pipe
    }

    deinit {
        unsafe pclose(pipe)
    }
}
