import CShims
import Connector
import FilesConnector
import FilesSupport
import Glibc
import Host
import Synchronization
import TestSupport
import Testing
import Values

/// A tree of everything, read by system calls, restored, and compared by stock tools.
///
/// One after the other: that there are no files without names is said to the whole process.
@Suite(.serialized) struct RoundTripTests {
    /// The deeper one has paths beyond PATH_MAX. Some file systems have no files without names.
    @Test(.timeLimit(.minutes(20)), arguments: [(40, true), (40, false), (1000, true)])
    func everythingComesBackAsItWas(depth: Int, hasUnnamedFiles: Bool) async throws {
        try await withScratchFolder { scratch in
            cshims_making_avoid_unnamed(hasUnnamedFiles ? 0 : 1)
            defer { cshims_making_avoid_unnamed(0) }
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

    /// Small ones are written by another thread, at once; of a large one the second half is looked
    /// at before it comes.
    @Test func aNewFileHasNoNameBeforeItIsWhole() async throws {
        try await RestoreFixture.with { fixture in
            let seen = Mutex<[[String]]>([])
            let large = Entry.file("large", [UInt8](repeating: 7, count: 1 << 20)) {
                let names = (try? fixture.tree("%P")) ?? ["cannot be listed"]
                seen.withLock { $0.append(names) }
            }
            try fixture.restore([.file("a small one"), large])
            let names = seen.withLock { $0 }
            #expect(!names.isEmpty)
            #expect(names.allSatisfy { $0 == [] || $0 == ["a small one"] }, "\(names)")
            #expect(try fixture.tree("%P %s") == ["a small one 7", "large 1048576"])
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
