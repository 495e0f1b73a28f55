internal import CShims
internal import Glibc
internal import Host
internal import Values

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
    let (output, theirs) = try pipe()
    let child = ChildProgram.start(
        "sh", ["-c", script], streams: [1: .descriptor(theirs), 2: .descriptor(theirs)])
    // The output ends when the last of them lets go of it.
    close(theirs)
    let reading = FileDescriptor(owning: output)
    guard let child else { throw ProgramMissing(name: "sh") }
    let said = try reading.readAll(limit: .gibibytes(1), path: "the script's output")
    return ShellResult(output: String(decoding: said, as: UTF8.self), status: child.wait())
}

/// Its ends are kept out of other children.
private func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    try unsafe SystemError.check("pipe", cshims_pipe(&ends))
    return (ends[0], ends[1])
}

/// A script that waits on its standard input and goes on when this process closes it, by releasing
/// the lifeline or by ending in any way.
package final class Lifeline: Sendable {
    private let child: ChildProgram
    private let writing: Int32

    package init(_ script: String) throws {
        let (theirs, ours) = try pipe()
        // In a session of its own, so that Ctrl-C in the terminal leaves it its work.
        let nothing = ChildProgram.Stream.writing("/dev/null")
        let child = ChildProgram.start(
            "setsid", ["sh", "-c", script],
            streams: [0: .descriptor(theirs), 1: nothing, 2: nothing])
        close(theirs)
        guard let child else {
            close(ours)
            throw ProgramMissing(name: "setsid")
        }
        self.child = child
        writing = ours
    }

    deinit {
        close(writing)
        _ = child.wait()
    }
}
