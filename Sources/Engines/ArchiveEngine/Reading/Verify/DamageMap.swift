internal import Connector
internal import Engine
internal import Values

/// Which parts of the tar file are damaged, and by what.
struct DamageMap {
    /// Damage in pieces this many is damage everywhere.
    private static let rangesMax = 100_000
    static let pathsMax = 100

    struct Damage {
        let message: String
        var ranges: [Range<Int64>]
        var paths: [EntryPath] = []
        var pathCount = 0
    }

    private(set) var all: [Damage] = []

    var isEmpty: Bool { all.isEmpty }

    mutating func add(_ message: String, _ ranges: [Range<Int64>]) {
        let bounded =
            ranges.count <= Self.rangesMax
            ? ranges
            : [(ranges.first?.lowerBound ?? 0)..<(ranges.last?.upperBound ?? 0)]
        all.append(Damage(message: message, ranges: bounded))
    }

    /// Something found in one entry.
    mutating func add(_ message: String, _ path: EntryPath) {
        if let last = all.indices.last, all[last].message == message, all[last].ranges.isEmpty {
            all[last].touch(path)
        } else {
            var damage = Damage(message: message, ranges: [])
            damage.touch(path)
            all.append(damage)
        }
    }

    /// To be told of every entry, in order.
    mutating func see(_ record: EntryRecord) {
        guard let range = record.tarRange else { return }
        for index in all.indices where all[index].ranges.contains(where: { $0.overlaps(range) }) {
            all[index].touch(record.path)
        }
    }

    func findings(of snapshot: SnapshotID) -> [VerifyReport.Finding] {
        all.map {
            VerifyReport.Finding(
                snapshot: snapshot, message: $0.message, paths: $0.paths, pathCount: $0.pathCount)
        }
    }
}

extension DamageMap.Damage {
    fileprivate mutating func touch(_ path: EntryPath) {
        pathCount += 1
        if paths.count < DamageMap.pathsMax { paths.append(path) }
    }
}
