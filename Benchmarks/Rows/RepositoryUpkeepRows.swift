import Glibc
import TestSupport

/// What is done with a repository besides backing up, by ours and by restic 0.18, each with a copy
/// of the same one, which restic has made.
enum RepositoryUpkeepRows {
    static let rows = [
        restore("repository restore mixed tree", data: "mixed", goal: 1.8),
        restore("repository restore 100000 small files", data: "small", goal: 3),
        check("repository check mixed tree", data: "mixed"),
        check("repository check 100000 small files", data: "small"),
        prune("repository prune mixed tree", data: "mixed"),
        prune("repository prune 100000 small files", data: "small"),
    ]

    private static func restore(_ name: String, data: String, goal: Double) -> Row {
        Row(name, unit: "wall s", better: .less, goal: .ratioAtMost(1 / goal)) { _ in
            let memory = try Memory(data)
            return Contest(
                ours: contestant("holdfast", byWall: true) {
                    try memory.clearTarget()
                    return memory.ours("restore") + [memory.target]
                },
                peer: contestant("restic 0.18", byWall: true) {
                    try memory.clearTarget()
                    return memory.restic("restore", "-q", "latest", "--target", memory.target)
                },
                end: { memory.remove() })
        }
    }

    private static func check(_ name: String, data: String) -> Row {
        Row(name, unit: "CPU s", better: .less, goal: .ratioAtMost(1 / 2)) { _ in
            let memory = try Memory(data)
            return Contest(
                ours: contestant("holdfast") { memory.ours("check") },
                peer: contestant("restic 0.18") { memory.restic("check", "-q", "--read-data") },
                end: { memory.remove() })
        }
    }

    /// After a second backup, of the same files but for each hundredth, whose front has changed.
    private static func prune(_ name: String, data: String) -> Row {
        Row(name, unit: "CPU s", better: .less, goal: .ratioAtMost(1 / 8)) { scratch in
            let memory = try Memory(data, changingIn: "\(scratch)/source")
            return Contest(
                ours: contestant("holdfast") {
                    try memory.copyAnew()
                    return memory.ours("prune")
                },
                peer: contestant("restic 0.18") {
                    try memory.copyAnew()
                    return memory.restic(
                        "forget", "-q", "--keep-last", "1", "--prune", "--max-unused", "0")
                },
                end: { memory.remove() })
        }
    }

    private static func contestant(
        _ name: String, byWall: Bool = false,
        _ command: @escaping @Sendable () throws -> [String]
    ) -> Contestant {
        Contestant(name: name) {
            let use = try Measure.program(try command())
            return byWall
                ? Measurement(
                    value: use.wallSeconds, cpuSeconds: use.cpuSeconds, peakBytes: use.peakBytes)
                : Measurement(
                    value: use.cpuSeconds, wallSeconds: use.wallSeconds, peakBytes: use.peakBytes)
        }
    }

    /// Folders in memory: a repository, a copy of it to work on, and what is restored.
    private struct Memory: Sendable {
        private let folder = "/dev/shm/holdfast-bench-upkeep-\(getpid())"
        private let environment = ["env", "RESTIC_PASSWORD=bench"]
        private var program: String { "\(WorkingTree.root)/.build/restic/0.18/restic" }
        private var made: String { "\(folder)/made" }
        private var repository: String { "\(folder)/repository" }
        var target: String { "\(folder)/target" }

        /// - Parameter place: For a second snapshot: where the data is copied and changed.
        init(_ data: String, changingIn place: String? = nil) throws {
            let source = "\(WorkingTree.root)/.build/bench/data/\(data)"
            _ = try Measure.program([
                "bash", "\(WorkingTree.root)/Benchmarks/Data/\(data).sh", source,
            ])
            _ = try Measure.program(["mkdir", "-p", folder])
            let backedUp = place ?? source
            if let place { _ = try Measure.program(["cp", "-a", source, place]) }
            let call = environment + [program, "-r", made, "--no-cache"]
            _ = try Measure.program(call + ["init", "-q"])
            _ = try Measure.program(call + ["backup", "-q", backedUp])
            if place != nil {
                try Self.change(backedUp)
                _ = try Measure.program(call + ["backup", "-q", backedUp])
            }
            try copyAnew()
        }

        func copyAnew() throws {
            _ = try Measure.program([
                "bash", "-c",
                "rm -rf '\(repository)' '\(folder)/cache' && cp -a '\(made)' '\(repository)'",
            ])
        }

        func clearTarget() throws {
            _ = try Measure.program(["bash", "-c", "rm -rf '\(target)' && mkdir '\(target)'"])
        }

        func ours(_ verb: String) -> [String] {
            environment + [
                "\(WorkingTree.root)/.build/release/bench-repository-upkeep", verb, repository,
            ]
        }

        func restic(_ arguments: String...) -> [String] {
            environment + [program, "-r", repository, "--cache-dir", "\(folder)/cache"] + arguments
        }

        func remove() {
            // What stays is gone with the machine's next start.
            _ = try? Measure.program(["rm", "-rf", folder])
        }

        /// Puts forty bytes into the front of every hundredth file.
        private static func change(_ source: String) throws {
            _ = try Measure.program([
                "bash", "-c",
                """
                find '\(source)' -type f | sort | awk 'NR % 100 == 1' | while read -r file; do
                    { head -c 40 /dev/urandom; cat "$file"; } > "$file.new"
                    mv "$file.new" "$file"
                done
                """,
            ])
        }
    }
}
