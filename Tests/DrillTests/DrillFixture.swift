import Connector
import Drill
import Engine
import FilesConnector
import Host
import TestSupport
import Testing
import Values

/// A drill of a few entries, with a hand in the restore.
struct DrillFixture {
    /// Every kind of thing, files with and without holes.
    static let entries: [Entry] = [
        .folder("d"), .file("d/big", pattern(600_000)), .file("d/empty", []),
        .file("d/file", Array("content".utf8)), .hardLink("d/file2", to: "d/file"),
        .file(
            "d/holes", Array("startend".utf8), size: 3_000_000,
            extents: [.init(offset: 0, count: 5), .init(offset: 2_999_997, count: 3)]),
        .file("d/hollow", [], size: 100_000, extents: []),
        .link("d/link", to: "/etc/passwd"),
        .pipe("d/pipe"),
        .folder("e"), .file("e/last", Array("last".utf8)),
    ]

    static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    }

    /// Runs a drill; `tamper` is a script that is run in the restored tree before it is read back.
    static func run(
        _ vault: MemoryVault = MemoryVault(entries: entries), choosing paths: [String] = [],
        lost: [DamagedSnapshot] = [],
        tamper: String = ":"
    ) async throws -> DrillReport {
        try await withScratchFolder { place in
            let report = try await ScratchFolder.with(
                in: FilePath(place), named: "drill", ids: IDSource()
            ) {
                let target = Target(
                    base: FileRestore(into: $0, options), folder: $0, tamper: tamper)
                return try await Drill(
                    vault, in: $0, restoringTo: target, readingBack: FilesSource([$0]), .everything
                ).run(
                    snapshot, EntryChoice(paths: paths.map(Entry.path)), lost: lost,
                    now: Timestamp(seconds: 1_600_003_600), RunProgress())
            }
            #expect(try shell("ls -A '\(place)'").output == "", "the scratch folder is gone")
            return report
        }
    }

    static var snapshot: Snapshot {
        guard let id = SnapshotID("0199c2f0-0000") else { preconditionFailure("it is an id") }
        return Snapshot(
            id: id, source: "s", time: Timestamp(seconds: 1_600_000_000), details: nil,
            contentSize: ByteCount(0), storedSize: nil, entries: 0, issues: 0)
    }

    private static var options: RestoreOptions {
        var options = RestoreOptions()
        options.isDurable = false
        options.owners = .byNumber
        return options
    }

    private struct Target: RestoreTarget {
        let base: FileRestore
        let folder: FilePath
        let tamper: String

        func plan(_ entries: any EntryStream) throws -> RestorePlan { try base.plan(entries) }

        func restore(
            _ entries: any EntryStream, _ report: (RestoreReport) -> Void
        ) throws -> RestoreReport {
            let done = try base.restore(entries, report)
            let result = try shell("set -e; cd '\(folder)'; \(tamper)")
            #expect(result.status == 0, "\(result.output)")
            return done
        }
    }
}

extension DrillLog {
    var lines: [String] { samples.map { "\($0.path.map { "\($0) " } ?? "")\($0.message)" } }
}
