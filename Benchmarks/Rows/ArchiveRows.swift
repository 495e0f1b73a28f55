/// A sealed archive of a folder, by ours and by the pipe of stock programs that does as much, and
/// back. Ours also hashes each file and each part, and writes an index.
enum ArchiveRows {
    static let rows = [
        writing("archive mixed tree", of: "mixed", cpu: 1.2, wall: 1.25),
        writing("archive 100000 small files", of: "small", cpu: 1.15, wall: 1.1),
        writing("archive 1 GiB of noise", of: "noise", cpu: 1.35, wall: 1.4),
        restoring("restore mixed tree", of: "mixed"),
        restoring("restore 100000 small files", of: "small"),
    ]

    /// The value is processor time, user and system: on a machine with neighbours the wall's says
    /// little. Everything that is written goes to memory.
    private static func writing(_ name: String, of data: String, cpu: Double, wall: Double) -> Row {
        Row(
            name, unit: "CPU s", better: .less, goal: .ratioAtMost(1 / cpu), wallRatioMax: 1 / wall
        ) { _ in
            let source = try ArchiveData.folder(data)
            let memory = try MemoryFolder()
            let recipient = try memory.makeKey()
            return Contest(
                ours: Contestant(name: "holdfast") {
                    try processorTime(ArchiveData.archive(source, recipient, in: memory))
                },
                peer: Contestant(name: "tar|zstd|age|split") {
                    try processorTime(ArchiveData.pipe(source, recipient, in: memory))
                },
                end: { memory.remove() })
        }
    }

    private static func processorTime(_ use: Measure.ProgramUse) -> Measurement {
        Measurement(
            value: use.cpuSeconds, wallSeconds: use.wallSeconds, peakBytes: use.peakBytes)
    }

    /// The value is wall time: there is one thread in the pipe that makes files, and two in ours.
    private static func restoring(_ name: String, of data: String) -> Row {
        Row(name, unit: "wall s", better: .less, goal: .ratioAtMost(1 / 1.5)) { _ in
            let source = try ArchiveData.folder(data)
            let memory = try MemoryFolder()
            let recipient = try memory.makeKey()
            _ = try ArchiveData.archive(source, recipient, in: memory)
            _ = try ArchiveData.pipe(source, recipient, in: memory)
            return Contest(
                ours: Contestant(name: "holdfast") {
                    try memory.clear(memory.target)
                    return try Measure.program([
                        "\(ArchiveData.programs)/bench-archive-restore", memory.key, memory.vault,
                        memory.target,
                    ]).seconds
                },
                peer: Contestant(name: "age|zstd|tar -xp") {
                    try memory.clear(memory.target)
                    return try Measure.program([
                        "bash", "-o", "pipefail", "-c",
                        """
                        cat '\(memory.parts)'/p.* | age -d -i '\(memory.key)' | zstd -q -d |
                        tar -C '\(memory.target)' -xpf -
                        """,
                    ]).seconds
                },
                end: { memory.remove() })
        }
    }
}
