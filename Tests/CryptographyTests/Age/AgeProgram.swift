import Glibc
import TestSupport

@testable import Cryptography

/// The `age` and `age-keygen` programs of the distribution, run in a folder of their own.
struct AgeProgram {
    struct Result {
        let status: Int32
        let output: [UInt8]
        let errors: String
    }

    struct Missing: Error, CustomStringConvertible {
        let program: String
        var description: String { "\(program) is not installed: apt-get install age" }
    }

    let folder: String

    static func withFolder<Value>(_ body: (AgeProgram) async throws -> Value) async throws -> Value
    {
        try await withScratchFolder { try await body(AgeProgram(folder: $0)) }
    }

    func writeIdentities(_ identities: [AgeIdentity]) throws -> String {
        let text = identities.map { $0.encoded.text + "\n" }.joined()
        return try write(Array(text.utf8), to: "identities")
    }

    func decrypt(_ file: [UInt8], identityFile: String) throws -> Result {
        let path = try write(file, to: "in.age")
        return try run("age", ["-d", "-i", identityFile, path])
    }

    func encrypt(_ content: [UInt8], _ arguments: [String]) throws -> [UInt8] {
        let path = try write(content, to: "in")
        let result = try run("age", arguments + [path])
        guard result.status == 0 else { throw CryptographyError(.malformed, result.errors) }
        return result.output
    }

    /// Runs `age` on a terminal of its own and types the passphrase into it.
    func onTerminal(
        _ arguments: [String], typing passphrase: String, times: Int
    ) throws -> Result {
        var terminal: Int32 = -1
        var other: Int32 = -1
        var name = [CChar](repeating: 0, count: 128)
        guard openpty(&terminal, &other, &name, nil, nil) == 0 else {
            throw Missing(program: "a pseudo-terminal")
        }
        defer {
            close(terminal)
            close(other)
        }
        for end in [terminal, other] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let lines = Array(String(repeating: passphrase + "\n", count: times).utf8)
        // It waits in the terminal's own buffer until age asks.
        guard Glibc.write(terminal, lines, lines.count) == lines.count else {
            throw Missing(program: "a pseudo-terminal")
        }
        return try run("age", arguments, input: String(cString: &name), isTerminal: true)
    }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let path = "\(folder)/\(name)"
        guard let file = fopen(path, "w") else { throw Missing(program: path) }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw Missing(program: path)
        }
        return path
    }

    func read(_ name: String) throws -> [UInt8] {
        guard let file = fopen("\(folder)/\(name)", "r") else { throw Missing(program: name) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }

    /// Both outputs go to files, so that no pipe can fill up.
    func run(
        _ program: String, _ arguments: [String], input: String = "/dev/null",
        isTerminal: Bool = false
    ) throws -> Result {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // POSIX_SPAWN_SETSID, which the module does not show: the first terminal that the leader
        // of a session opens becomes the session's.
        if isTerminal { posix_spawnattr_setflags(&attributes, 0x80) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDWR, 0)
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 1, "\(folder)/stdout", flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "\(folder)/stderr", flags, 0o600)
        let words = ([program] + arguments).map { strdup($0) }
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, program, &actions, &attributes, words + [nil], environ) == 0
        else {
            throw Missing(program: program)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let exited = status & 0x7f == 0
        return Result(
            status: exited ? status >> 8 & 0xff : -1, output: try read("stdout"),
            errors: String(decoding: try read("stderr"), as: UTF8.self))
    }
}
