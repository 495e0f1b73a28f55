import TestSupport

/// What an archive takes of a machine beside time: memory, and what is read of a vault far away.
enum ArchiveMemoryRows {
    static let rows = [toOneLocalVault, toTwoRemoteVaults, ofManyFiles, oneFileOfMany]

    private static let toOneLocalVault = Row(
        "memory of an archive, one local vault", unit: "MiB", better: .less, goal: .atMost(64)
    ) { _ in
        let source = try ArchiveData.folder("mixed")
        let memory = try MemoryFolder()
        let recipient = try memory.makeKey()
        return Contest(
            ours: Contestant(name: "holdfast") {
                mebibytes(try ArchiveData.archive(source, recipient, in: memory).peakBytes)
            }, end: { memory.remove() })
    }

    /// One speaks WebDAV, the other S3; both are rclone, and write to memory.
    private static let toTwoRemoteVaults = Row(
        "memory of an archive, two remote vaults", unit: "MiB", better: .less, goal: .atMost(96)
    ) { _ in
        let source = try ArchiveData.folder("mixed")
        let memory = try MemoryFolder()
        let recipient = try memory.makeKey()
        return Contest(
            ours: Contestant(name: "holdfast") {
                try memory.clear(memory.state, memory.vault)
                let line = try memory.lastLine(
                    of: remote(memory.vault) + [
                        "\(ArchiveData.programs)/bench-archive", recipient, memory.state, source,
                        "@dav", "@s3",
                    ])
                return mebibytes(try number(in: line))
            }, end: { memory.remove() })
    }

    /// Empty files, so that a million of them fit into a minute: each is an entry like any other.
    private static let ofManyFiles = Row(
        "memory of an archive, 1000000 files : 100000", unit: "MiB", better: .less,
        goal: .ratioAtMost(1.1)
    ) { _ in
        let memory = try MemoryFolder()
        let recipient = try memory.makeKey()
        for count in [100_000, 1_000_000] {
            _ = try Measure.program([
                "bash", "\(WorkingTree.root)/Benchmarks/Data/empty.sh",
                "\(memory.path)/files-\(count)", "\(count)",
            ])
        }
        let of = { @Sendable (count: Int) throws -> Measurement in
            let source = "\(memory.path)/files-\(count)"
            return mebibytes(try ArchiveData.archive(source, recipient, in: memory).peakBytes)
        }
        return Contest(
            ours: Contestant(name: "1000000 files") { try of(1_000_000) },
            peer: Contestant(name: "100000 files") { try of(100_000) },
            end: { memory.remove() })
    }

    /// The index is counted as well.
    private static let oneFileOfMany = Row(
        "read one file from the middle of a remote mixed tree", unit: "MiB", better: .less,
        goal: .atMost(16)
    ) { _ in
        let source = try ArchiveData.folder("mixed")
        let memory = try MemoryFolder()
        let recipient = try memory.makeKey()
        try memory.clear(memory.state, memory.vault, "\(memory.vault)/dav")
        _ = try memory.lastLine(
            of: remote(memory.vault) + [
                "\(ArchiveData.programs)/bench-archive", recipient, memory.state, source, "@dav",
            ])
        let files = "find '\(source)' -type f -size +20k -size -200k | LC_ALL=C sort"
        let middle = try shell("\(files) | awk '{ all[NR] = $0 } END { print all[int(NR / 2)] }'")
        let path = middle.output.split(separator: "\n").last.map(String.init) ?? ""
        return Contest(
            ours: Contestant(name: "holdfast") {
                let line = try memory.lastLine(
                    of: remote(memory.vault) + [
                        "\(ArchiveData.programs)/bench-archive-read", memory.key, "@dav",
                        String(path.dropFirst()),
                    ])
                return mebibytes(try number(in: line))
            }, end: { memory.remove() })
    }

    private static func remote(_ folder: String) -> [String] {
        ["bash", "\(WorkingTree.root)/Benchmarks/Servers/remote.sh", folder]
    }

    private static func mebibytes(_ bytes: Int) -> Measurement {
        Measurement(value: Double(bytes) / Double(1 << 20))
    }

    private static func number(in line: String) throws -> Int {
        guard let number = line.split(separator: " ").compactMap({ Int($0) }).last else {
            throw Measure.ProgramFailed(description: "there is no number in \"\(line)\"")
        }
        return number
    }
}
