import TestSupport

/// The page of every morning of a large hub, asked for through the executable.
enum OverviewRows {
    /// Filled once; each round starts the hub anew and asks a hundred times.
    static let rows = [
        Row(
            "overview, 95th of 100, with 5,000 agents and 1,000,000 snapshots", unit: "ms",
            better: .less, goal: .atMost(50)
        ) { scratch in
            _ = try await large("fill", scratch)
            return Contest(
                ours: Contestant(name: "holdfast") {
                    let words = try await large("measure", scratch).split(separator: " ")
                    guard let time = words.first.flatMap({ Double($0) }) else {
                        throw Measure.ProgramFailed(description: "it said no time")
                    }
                    return Measurement(value: time)
                })
        }
    ]

    private static func large(_ deed: String, _ folder: String) async throws -> String {
        try await runPython(
            file: "\(WorkingTree.root)/EndToEnd/large.py",
            ["\(WorkingTree.root)/.build/release/holdfast", deed, folder])
    }
}
