import Connector
import FilesConnector
import FilesSupport
import Glibc
import Host
import TestSupport
import Testing
import Values

/// A tree of everything, read by system calls, restored, and compared by stock tools.
@Suite struct RoundTripTests {
    /// The deeper one has paths beyond PATH_MAX.
    @Test(.timeLimit(.minutes(5)), arguments: [40, 1000])
    func everythingComesBackAsItWas(depth: Int) async throws {
        try await withScratchFolder { scratch in
            let tree = try await TortureTree.make(at: "\(scratch)/tree", depth: depth)
            #expect(tree.leftOut == [], "seed \(tree.seed)")
            let entries = try await blocking { try TreeEntries(of: tree.path).entries }
            mkdir("\(scratch)/target", 0o755)
            let fixture = RestoreFixture(target: "\(scratch)/target")
            let report = try fixture.restore(entries) { $0.makesDevices = true }
            #expect(report.issues.samples == [])
            #expect(report.entries == Int64(entries.count))
            #expect(report.size.bytes == entries.reduce(0) { $0 + $1.size })
            try await compare(tree, fixture.target)
            // A second time there is nothing to do, and it stays as it is.
            let plan = try fixture.plan(entries) { $0.makesDevices = true }
            #expect(plan.counts == [.unchanged: entries.count])
            let again = try fixture.restore(entries) { $0.makesDevices = true }
            #expect(again.entries == 0 && again.skipped == Int64(entries.count))
            try await compare(tree, fixture.target)
        }
    }

    @Test func everythingCanBeOverwritten() async throws {
        try await withScratchFolder { scratch in
            let tree = try await TortureTree.make(at: "\(scratch)/tree", depth: 5)
            let entries = try await blocking { try TreeEntries(of: tree.path).entries }
            mkdir("\(scratch)/target", 0o755)
            let fixture = RestoreFixture(target: "\(scratch)/target")
            for _ in 0..<2 {
                try fixture.restore(entries) {
                    $0.makesDevices = true
                    $0.conflicts = .overwrite
                    $0.unchanged = .restored
                }
                try await compare(tree, fixture.target)
            }
        }
    }

    /// Time, mode and attributes of the target itself are nobody's entry.
    private func compare(_ tree: TortureTree, _ target: String) async throws {
        let before = try await TortureTree.describe(tree.path)
        let after = try await TortureTree.describe(target)
        let differences = TortureTree.differences(
            Array(before.dropFirst()), Array(after.dropFirst()))
        #expect(differences == [], "seed \(tree.seed)")
    }
}
