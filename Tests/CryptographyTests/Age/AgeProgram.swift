import Glibc
import TestSupport

@testable import Cryptography

struct TerminalMissing: Error, CustomStringConvertible {
    var description: String { "this machine gives no pseudo-terminal or no scratch file" }
}

/// The `age` and `age-keygen` programs of the distribution.
enum AgeProgram {
    static func makeIdentity() async throws -> (identity: AgeIdentity, recipient: String) {
        let made = try await runProgram("age-keygen", [])
        let recipient = made.errorText.split(separator: " ").last.map(String.init) ?? ""
        let identities = try AgeIdentity.parse(file: Secret(copying: made.output.span))
        return (identities[0], recipient.trimmingNewline)
    }

    static func encrypt(_ content: [UInt8], _ arguments: [String]) async throws -> [UInt8] {
        let outcome = try await runProgram("age", arguments, input: content)
        guard outcome.status == 0 else { throw CryptographyError(.malformed, outcome.errorText) }
        return outcome.output
    }

    static func decrypt(
        _ file: [UInt8], identity: AgeIdentity
    ) async throws -> ProgramOutcome {
        try await withScratchFolder { folder in
            try write(Array(identity.encoded.text.utf8), to: "\(folder)/identity")
            return try await runProgram("age", ["-d", "-i", "\(folder)/identity"], input: file)
        }
    }

    static func encrypt(
        _ content: [UInt8], passphrase: String
    ) async throws -> ProgramOutcome {
        try await onTerminal(["-p"], typing: [passphrase, passphrase], input: content)
    }

    static func decrypt(_ file: [UInt8], passphrase: String) async throws -> ProgramOutcome {
        try await onTerminal(["-d"], typing: [passphrase], input: file)
    }

    /// Runs `age` on a terminal of its own, the only place it takes a passphrase from.
    private static func onTerminal(
        _ arguments: [String], typing lines: [String], input: [UInt8]
    ) async throws -> ProgramOutcome {
        var terminal: Int32 = -1
        var other: Int32 = -1
        var name = [CChar](repeating: 0, count: 128)
        guard openpty(&terminal, &other, &name, nil, nil) == 0 else {
            throw TerminalMissing()
        }
        defer {
            close(terminal)
            close(other)
        }
        for end in [terminal, other] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let typed = Array(lines.map { $0 + "\n" }.joined().utf8)
        // It waits in the terminal's own buffer until age asks.
        guard Glibc.write(terminal, typed, typed.count) == typed.count else {
            throw TerminalMissing()
        }
        let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        return try await withScratchFolder { folder in
            try write(input, to: "\(folder)/in")
            // The first terminal that the leader of a session opens becomes the session's.
            return try await runProgram(
                "setsid",
                ["-w", "sh", "-c", #"exec 3<>"$1"; f=$2; shift 2; exec age "$@" "$f""#, "sh", path]
                    + ["\(folder)/in"] + arguments)
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw TerminalMissing() }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw TerminalMissing()
        }
    }
}

extension String {
    fileprivate var trimmingNewline: String { last == "\n" ? String(dropLast()) : self }
}
