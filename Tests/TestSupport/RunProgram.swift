internal import Glibc

/// What a program of the machine made of its input.
package struct ProgramOutcome: Sendable {
    package let status: Int32
    package let output: [UInt8]
    package let errors: [UInt8]

    package var text: String { String(decoding: output, as: UTF8.self) }
    package var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// Why a program could not be asked.
package struct ProgramMissing: Error, CustomStringConvertible {
    package let name: String

    package init(name: String) {
        self.name = name
    }

    package var description: String {
        "\(name) is not installed; scripts/setup installs what the tests need."
    }
}

/// Runs an installed program to its end, as the other side of a test. Input and output go through
/// files, so neither can block the other. A missing program is an error, never a skipped test.
package func runProgram(
    _ name: String, _ arguments: [String], input: [UInt8] = []
) async throws -> ProgramOutcome {
    try await withScratchFolder { folder in
        let files = ["in", "out", "err"].map { "\(folder)/\($0)" }
        try writeAll(input, to: files[0])
        let code = try await blocking { spawnAndWait(name, arguments, files: files) }
        guard let code else { throw ProgramMissing(name: name) }
        return ProgramOutcome(
            status: code, output: try readAll(files[1]), errors: try readAll(files[2]))
    }
}

/// The exit status, 128 + n after signal n, nil when the program could not be started.
private func spawnAndWait(_ name: String, _ arguments: [String], files: [String]) -> Int32? {
    ChildProgram.start(
        name, arguments,
        streams: [0: .reading(files[0]), 1: .writing(files[1]), 2: .writing(files[2])])?.wait()
}

private func writeAll(_ bytes: [UInt8], to path: String) throws {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw ProgramMissing(name: path) }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
        guard count > 0 else { throw ProgramMissing(name: path) }
        rest = rest.dropFirst(count)
    }
}

private func readAll(_ path: String) throws -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ProgramMissing(name: path) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe read(file, &buffer, buffer.count)
        guard count > 0 else { return bytes }
        bytes.append(contentsOf: buffer[..<count])
    }
}
