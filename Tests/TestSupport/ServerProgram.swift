package import Host

/// A server program that ended before it was ready, with what it said.
package struct ServerEnded: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) {
        self.description = description
    }
}

/// Runs a server program until the body returns, and kills it then: a server that a test has
/// finished with has nothing to put in order. `ready` finds what the body needs in a line of the
/// program's output.
package func withServer<Ready: Sendable, Result>(
    _ call: ProgramCall, on loop: EventLoop, ready: (String) -> Ready?,
    _ body: (Ready) async throws -> Result
) async throws -> Result {
    var call = call
    // Also when the tests are killed: in its session of its own nothing else would end it.
    call.arguments = ["--pdeathsig", "KILL", call.executable.string] + call.arguments
    call.executable = "/usr/bin/setpriv"
    call.output = .streamed
    call.teardown = .immediate
    var said = ""
    var result: Result?
    do {
        _ = try await ProcessRunner(loop: loop).run(call) { process in
            for try await line in process.output.lines() {
                let text = String(decoding: line, as: UTF8.self)
                said += "\(text)\n"
                guard let found = ready(text) else { continue }
                async let _ = drain(process.output)
                result = try await body(found)
                throw Done()
            }
        }
    } catch is Done {}
    guard let result else {
        let words = call.arguments.dropFirst(2).map(\.description).joined(separator: " ")
        throw ServerEnded(description: "\(words) ended before it was ready: \(said)")
    }
    return result
}

/// Ends a server whose test is over.
private struct Done: Error {}

/// A server that nobody listens to stands still as soon as the pipe is full.
private func drain(_ output: OutputPipe) async throws {
    while try await output.read() != nil {}
}
