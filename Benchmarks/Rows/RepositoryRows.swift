import Glibc
import TestSupport

/// A backup into a repository of restic's format, by ours and by restic 0.18. Both check every blob
/// that they seal, as is their default.
enum RepositoryRows {
    static let rows = [
        initial("repository mixed tree", data: "mixed"),
        initial("repository 100000 small files", data: "small"),
        initial("repository 1 GiB of noise", data: "noise"),
        memory("memory of a repository, 100000 small files", data: "small"),
        memory("memory of a repository, mixed tree", data: "mixed"),
        again("repository 100000 small files, no change", data: "small", changed: false, goal: 3),
        again(
            "repository 100000 small files, 1 % changed", data: "small", changed: true,
            goal: 2.5),
        again("repository mixed tree, no change", data: "mixed", changed: false, goal: 3),
    ]

    private static func initial(_ name: String, data: String) -> Row {
        Row(
            name, unit: "CPU s", better: .less, goal: .ratioAtMost(1 / 1.6),
            wallRatioMax: 1 / 1.4
        ) { _ in
            try first(data) { $0 }
        }
    }

    /// The largest resident size of a backup into a new repository.
    private static func memory(_ name: String, data: String) -> Row {
        Row(name, unit: "MiB", better: .less, goal: .ratioAtMost(1 / 2)) { _ in
            try first(data) { use in
                Measurement(value: Double(use.peakBytes ?? 0) / Double(1 << 20))
            }
        }
    }

    private static func first(
        _ data: String, _ value: @escaping @Sendable (Measurement) -> Measurement
    ) throws -> Contest {
        let source = try source(data)
        let memory = try Memory()
        let ours = contestant("holdfast") {
            try memory.clear()
            return memory.ours(source)
        }
        let peer = contestant("restic 0.18") {
            try memory.clear()
            return memory.restic(source)
        }
        return Contest(
            ours: Contestant(name: ours.name) { value(try await ours.measure()) },
            peer: Contestant(name: peer.name) { value(try await peer.measure()) },
            end: { memory.remove() })
    }

    /// A backup after another one of the same program, into a repository of its own.
    private static func again(_ name: String, data: String, changed: Bool, goal: Double) -> Row {
        Row(name, unit: "CPU s", better: .less, goal: .ratioAtMost(1 / goal)) { scratch in
            let source = "\(scratch)/source"
            _ = try Measure.program(["cp", "-a", try Self.source(data), source])
            let memory = try Memory()
            func prepared(
                _ command: @escaping @Sendable (Memory) -> [String]
            ) -> @Sendable () throws -> [String] {
                {
                    try memory.clear()
                    _ = try Measure.program(command(memory))
                    if changed { try change(source) }
                    return command(memory)
                }
            }
            return Contest(
                ours: contestant("holdfast", prepared { $0.ours(source) }),
                peer: contestant("restic 0.18", prepared { $0.restic(source) }),
                end: { memory.remove() })
        }
    }

    /// Puts forty bytes into the front of every hundredth file.
    private static func change(_ source: String) throws {
        _ = try Measure.program([
            "bash", "-c",
            """
            find '\(source)' -type f | sort | awk 'NR % 100 == 1' | while read -r file; do
                { head -c 40 /dev/urandom; cat "$file"; } > "$file.new" && mv "$file.new" "$file"
            done
            """,
        ])
    }

    private static func contestant(
        _ name: String, _ command: @escaping @Sendable () throws -> [String]
    ) -> Contestant {
        Contestant(name: name) {
            let use = try Measure.program(try command())
            return Measurement(
                value: use.cpuSeconds, wallSeconds: use.wallSeconds, peakBytes: use.peakBytes)
        }
    }

    private static func source(_ data: String) throws -> String {
        let source = "\(WorkingTree.root)/.build/bench/data/\(data)"
        _ = try Measure.program(["bash", "\(WorkingTree.root)/Benchmarks/Data/\(data).sh", source])
        return source
    }

    /// A folder in memory for what both write.
    private struct Memory: Sendable {
        private let folder = "/dev/shm/holdfast-bench-repository-\(getpid())"
        private let environment = ["env", "RESTIC_PASSWORD=bench"]
        private var program: String { "\(WorkingTree.root)/.build/restic/0.18/restic" }
        private var repository: String { "\(folder)/repository" }

        init() throws {
            _ = try Measure.program(["mkdir", "-p", folder])
        }

        func ours(_ source: String) -> [String] {
            environment + [
                "\(WorkingTree.root)/.build/release/bench-repository", "\(folder)/state", source,
                repository,
            ]
        }

        func restic(_ source: String) -> [String] {
            environment + [
                program, "-r", repository, "--cache-dir", "\(folder)/cache", "backup", "-q",
                source,
            ]
        }

        /// A new repository, made by restic for either.
        func clear() throws {
            _ = try Measure.program([
                "rm", "-rf", "\(folder)/state", "\(folder)/cache", repository,
            ])
            _ = try Measure.program(
                environment + [program, "-r", repository, "--no-cache", "init", "-q"])
        }

        func remove() {
            // What stays is gone with the machine's next start.
            _ = try? Measure.program(["rm", "-rf", folder])
        }
    }
}
