import Glibc
import TestSupport

/// A sealed archive of a folder, by ours and by the pipe of stock programs that does as much.
/// Ours also hashes each file and each part, and writes an index.
enum ArchiveRows {
    static let rows = [
        row("archive mixed tree", data: "mixed", goal: 1.2),
        row("archive 100000 small files", data: "small", goal: 1.15),
        row("archive 1 GiB of noise", data: "noise", goal: 1.35),
    ]

    /// The value is processor time, user and system: on a machine with neighbours the wall's says
    /// little. Everything that is written goes to memory.
    private static func row(_ name: String, data: String, goal: Double) -> Row {
        Row(name, unit: "CPU s", better: .less, goal: .ratioAtMost(1 / goal)) { _ in
            let source = "\(WorkingTree.root)/.build/bench/data/\(data)"
            try run("\(WorkingTree.root)/Benchmarks/Data/\(data)", source)
            let memory = try Memory()
            let recipient = try memory.makeKey()
            return Contest(
                ours: Contestant(name: "holdfast") {
                    try memory.clear()
                    return cpu(
                        try Measure.program([
                            "\(WorkingTree.root)/.build/release/bench-archive", recipient,
                            memory.state, source, memory.vault,
                        ]))
                },
                peer: Contestant(name: "tar|zstd|age|split") {
                    try memory.clear()
                    return cpu(
                        try Measure.program([
                            "bash", "-o", "pipefail", "-c",
                            """
                            tar --format=pax -C '\(source)' -cf - . | zstd -q -3 -T0 |
                            age -r \(recipient) | split -b 64M - '\(memory.vault)/p.'
                            """,
                        ]))
                },
                end: { memory.remove() })
        }
    }

    private static func cpu(_ use: Measure.ProgramUse) -> Measurement {
        Measurement(
            value: use.cpuSeconds, cpuSeconds: use.wallSeconds, peakBytes: use.peakBytes)
    }

    private static func run(_ program: String, _ argument: String) throws {
        _ = try Measure.program(["bash", "\(program).sh", argument])
    }

    /// A folder in memory for what both write.
    private struct Memory: Sendable {
        private let folder = "/dev/shm/holdfast-bench-\(getpid())"

        var state: String { "\(folder)/state" }
        var vault: String { "\(folder)/vault" }

        init() throws {
            _ = try Measure.program(["mkdir", "-p", folder])
        }

        func makeKey() throws -> String {
            let script = "age-keygen -o '\(folder)/key' 2>&1 | grep -o 'age1.*'"
            return try shell(script).output.split(separator: "\n").last.map(String.init) ?? ""
        }

        func clear() throws {
            _ = try Measure.program(["rm", "-rf", state, vault])
            _ = try Measure.program(["mkdir", vault])
        }

        func remove() {
            // What stays is gone with the machine's next start.
            _ = try? Measure.program(["rm", "-rf", folder])
        }
    }
}
