import Glibc
import TestSupport

/// A folder in memory for what contestants write, so that no disk is measured.
struct MemoryFolder: Sendable {
    let path = "/dev/shm/holdfast-bench-\(getpid())"

    init() throws {
        _ = try Measure.program(["mkdir", "-p", path])
    }

    var state: String { "\(path)/state" }
    var vault: String { "\(path)/vault" }
    /// The peer's parts.
    var parts: String { "\(path)/parts" }
    var target: String { "\(path)/target" }
    var key: String { "\(path)/key" }

    /// A new age key in `key`.
    /// - Returns: Its recipient.
    func makeKey() throws -> String {
        try shell("rm -f '\(key)'; age-keygen -o '\(key)' 2>&1 | grep -o 'age1.*'").output
            .split(separator: "\n").last.map(String.init) ?? ""
    }

    /// Leaves an empty folder there.
    func clear(_ folders: String...) throws {
        for folder in folders {
            _ = try Measure.program(["rm", "-rf", folder])
            _ = try Measure.program(["mkdir", folder])
        }
    }

    func remove() {
        // What stays is gone with the machine's next start.
        _ = try? Measure.program(["rm", "-rf", path])
    }

    /// What a program said last.
    func lastLine(of arguments: [String]) throws -> String {
        let output = "\(path)/output"
        _ = try Measure.program(arguments, output: output)
        return try shell("tail -n 1 '\(output)'").output.split(separator: "\n").last
            .map(String.init) ?? ""
    }
}
