import TestSupport

/// Trees that archives are made of, and the programs that make them.
enum ArchiveData {
    static let programs = "\(WorkingTree.root)/.build/release"

    /// Makes it, the first time.
    static func folder(_ name: String) throws -> String {
        let folder = "\(WorkingTree.root)/.build/bench/data/\(name)"
        _ = try Measure.program(
            ["bash", "\(WorkingTree.root)/Benchmarks/Data/\(name).sh", folder])
        return folder
    }

    /// Backs `source` up to a new vault in `memory`.
    static func archive(_ source: String, _ recipient: String, in memory: MemoryFolder) throws
        -> Measure.ProgramUse
    {
        try memory.clear(memory.state, memory.vault)
        return try Measure.program([
            "\(programs)/bench-archive", recipient, memory.state, source, memory.vault,
        ])
    }

    /// What does as much with stock programs.
    static func pipe(_ source: String, _ recipient: String, in memory: MemoryFolder) throws
        -> Measure.ProgramUse
    {
        try memory.clear(memory.parts)
        return try Measure.program([
            "bash", "-o", "pipefail", "-c",
            """
            tar --format=pax -C '\(source)' -cf - . | zstd -q -3 -T0 | age -r \(recipient) |
            split -b 64M - '\(memory.parts)/p.'
            """,
        ])
    }
}
