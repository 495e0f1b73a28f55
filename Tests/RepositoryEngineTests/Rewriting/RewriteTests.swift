import Connector
import Engine
import Host
import JSON
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// Snapshots without what should never have been in them.
@Suite struct RewriteTests {
    /// What is called `secret` anywhere, as `restic rewrite --exclude secret` leaves it out.
    private static func order(forgets: Bool, isRehearsal: Bool = false) -> RewriteOrder {
        RewriteOrder(forgets: forgets, isRehearsal: isRehearsal) { path, _ in
            path.name.elementsEqual("secret".utf8)
        }
    }

    private static func source(_ folder: String, _ restic: Restic) async throws
        -> RepositoryFixture
    {
        let ours = try await RepositoryFixture(in: folder)
        _ = try await blocking {
            try shell(
                """
                mkdir -p '\(folder)/tree/a/b' '\(folder)/tree/c/secret/d' && cd '\(folder)/tree'
                echo kept > a/kept; echo 'quo"te \\u0041' > 'a/"subtree":"x'
                head -c 300000 /dev/urandom > a/b/secret; ln a/b/secret a/hard
                head -c 400000 /dev/urandom > c/secret/d/e; setfattr -n user.x -v y c
                """)
        }
        try await restic(ours.path, "backup", "\(folder)/tree/a")
        try await restic(ours.path, "backup", "\(folder)/tree")
        _ = try await blocking {
            try shell("rm -r '\(folder)/tree/c/secret' '\(folder)/tree/a/b/secret'")
        }
        try await restic(ours.path, "backup", "\(folder)/tree/c")
        return ours
    }

    @Test(arguments: [false, true])
    func theTreeIsTheOneThatUpstreamMakes(forgets: Bool) async throws {
        try await withScratchFolder { folder in
            let ours = try await Self.source(folder, .new)
            _ = try await blocking {
                try shell("cp -a '\(ours.path)' '\(folder)/theirs'")
            }
            let before = try await ours.vault.snapshots().snapshots
            let plan = try await ours.vault.rewrite(
                Self.order(forgets: forgets, isRehearsal: true), RunProgress())
            #expect(try await ours.vault.snapshots().snapshots == before)
            let report = try await ours.vault.rewrite(
                Self.order(forgets: forgets), RunProgress())
            #expect(report.lines.count == 3 && plan.lines.count == 3)
            var removed: [Int64] = []
            for line in report.lines {
                if case .rewritten(_, let what) = line.outcome { removed.append(what.size.bytes) }
            }
            #expect(removed == [300_000, 700_000])
            guard case .unchanged = report.lines[2].outcome else {
                Issue.record("\(report.lines)")
                return
            }
            try await Restic.new(
                "\(folder)/theirs", "rewrite", "--exclude", "secret", forgets ? "--forget" : "-q")
            try await Restic.new(ours.path, "check", "--read-data")
            let (mine, theirs) = (
                try await Self.rows(ours.path), try await Self.rows("\(folder)/theirs")
            )
            #expect(mine == theirs)
            #expect(mine.count == (forgets ? 3 : 5))
            // Once more there is nothing to do but in what has stayed.
            let again = try await ours.vault.rewrite(Self.order(forgets: true), RunProgress())
            let left = again.lines.filter { line in
                if case .unchanged = line.outcome { false } else { true }
            }
            #expect(left.count == (forgets ? 0 : 2))
        }
    }

    /// What tells snapshots from each other, but for the ids that sealing makes by chance.
    private static func rows(_ path: String) async throws -> [String] {
        guard case .array(let rows) = try await Restic.new.json(path, "snapshots", "--json") else {
            return []
        }
        return rows.map { row in
            let size = row["summary"]?["total_bytes_processed"]?.wholeNumber ?? -1
            let files = row["summary"]?["total_files_processed"]?.wholeNumber ?? -1
            return "\(row["time"]?.text ?? "") \(row["tree"]?.text ?? "") "
                + "\(row["tags"].map { "\($0)" } ?? "") \(row["original"]?.text ?? "") \(size) "
                + "\(files)"
        }.sorted()
    }

    @Test(arguments: Restic.all)
    func afterAPruneTheContentIsGone(restic: Restic) async throws {
        try await withScratchFolder { folder in
            let ours = try await Self.source(folder, restic)
            let before = try await ours.vault.loadIndex().count
            _ = try await ours.vault.rewrite(Self.order(forgets: true), RunProgress())
            // The hard link is another name for one of the two.
            let order = RewriteOrder(forgets: true) { path, _ in
                path.name.elementsEqual("hard".utf8)
            }
            _ = try await ours.vault.rewrite(order, RunProgress())
            let plan = try await ours.vault.prune(
                PruneTests.all, isRehearsal: false, RunProgress())
            #expect(plan.freed.bytes > 700_000)
            #expect(try await ours.vault.loadIndex().count < before)
            try await restic(ours.path, "check", "--read-data")
            let stored = try await ours.vault.list(.data).reduce(0) { $0 + $1.size }
            #expect(stored < 50_000)
        }
    }

    /// A folder that cannot be read is left out like another, and where it is to stay nothing is
    /// done.
    @Test func aSnapshotThatCannotBeReadStaysAsItIs() async throws {
        try await withScratchFolder { folder in
            let ours = try await Self.source(folder, .new)
            let index = try await ours.vault.loadIndex()
            let last = try #require(try await ours.vault.snapshots().snapshots.last)
            let root = try await ours.vault.snapshotFile(named: last.id).tree
            let place = try #require(index.place(of: root, .tree))
            try await Damage.flip(
                RepositoryLayout.object(.data, place.pack), at: place.offset + 20, ours.vault)
            let before = try await ours.vault.list(.snapshots).count
            let report = try await ours.vault.rewrite(Self.order(forgets: true), RunProgress())
            guard case .failed(let error) = report.lines[2].outcome else {
                Issue.record("\(report.lines)")
                return
            }
            #expect(error.message.contains(place.pack.description))
            #expect(try await ours.vault.list(.snapshots).count == before)
            let left = try await ours.vault.list(.snapshots).map(\.id.description)
            #expect(left.contains(last.id.text))
        }
    }
}
