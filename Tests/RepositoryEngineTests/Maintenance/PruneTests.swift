import Connector
import Cryptography
import Engine
import Host
import JSON
import LocalStorage
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

@Suite struct PruneTests {
    /// Three snapshots of a tree that changes, made by upstream, of which one stays.
    static func repository(_ folder: String, _ restic: Restic) async throws -> RepositoryVault {
        let ours = try await RepositoryFixture(in: folder)
        for round in 1...3 {
            _ = try await blocking {
                try shell(
                    """
                    mkdir -p '\(folder)/tree' && cd '\(folder)/tree' && rm -f old*
                    for n in 1 2 3 4 5 6 7 8; do
                        echo "kept $n" > "kept$n"
                        head -c 300000 /dev/urandom > "old\(round)-$n"
                        head -c 300000 /dev/urandom > "new\(round)-$n"
                    done
                    """)
            }
            try await restic(ours.path, "backup", "\(folder)/tree")
        }
        return ours.vault
    }

    static func forgetAllButTheLast(_ vault: RepositoryVault) async throws -> SnapshotID {
        let list = try await vault.snapshots().snapshots
        let last = try #require(list.last)
        #expect(list.count == 3)
        try await vault.forget(list.dropLast().map(\.id), RunProgress())
        return last.id
    }

    static let all = PruneSettings(
        unusedMax: .bytes(0), unindexedBefore: Timestamp(milliseconds: .max / 2))

    @Test(arguments: Restic.all)
    func upstreamFindsWhatWasPrunedInOrder(restic: Restic) async throws {
        try await withScratchFolder { folder in
            let vault = try await Self.repository(folder, restic)
            let path = "\(folder)/repository"
            let last = try await Self.forgetAllButTheLast(vault)
            let before = try await vault.list(.data)
            let plan = try await vault.prune(Self.all, isRehearsal: true, RunProgress())
            #expect(try await vault.list(.data) == before, "a rehearsal changes nothing")
            #expect(!plan.rewritten.isEmpty || !plan.removed.isEmpty)

            let done = try await vault.prune(Self.all, isRehearsal: false, RunProgress())
            #expect(done.freed == plan.freed && done.rewritten == plan.rewritten)
            let after = try await vault.list(.data)
            let shrunk = before.reduce(0) { $0 + $1.size } - after.reduce(0) { $0 + $1.size }
            // Headers and ends of new packs are small change.
            #expect(abs(shrunk - done.freed.bytes) < 20_000)
            #expect(shrunk > 2 * 8 * 300_000)
            try await restic(path, "check", "--read-data")
            try await restic(path, "restore", last.text, "--target", "\(folder)/out")
            let difference = try await blocking {
                try shell("diff -r '\(folder)/tree' '\(folder)/out\(folder)/tree'")
            }
            #expect(difference.status == 0, "\(difference.output)")
            // Nothing is left to do, for us and for upstream.
            let again = try await vault.prune(Self.all, isRehearsal: true, RunProgress())
            #expect(again.isNothing)
            #expect(try await vault.list(.locks).isEmpty)
        }
    }

    @Test func aLittleThatIsUnusedStays() async throws {
        try await withScratchFolder { folder in
            let vault = try await Self.repository(folder, .new)
            _ = try await Self.forgetAllButTheLast(vault)
            let plan = try await vault.prune(
                PruneSettings(unusedMax: .unlimited), isRehearsal: true, RunProgress())
            #expect(plan.rewritten.isEmpty)
            let some = try await vault.prune(
                PruneSettings(unusedMax: .bytes(0), rewriteMax: 1), isRehearsal: true,
                RunProgress())
            #expect(some.rewritten.isEmpty)
        }
    }

    @Test func packsThatNoIndexNamesGoWhenTheyAreOld() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let pack = try PackTests.pack(PackTests.contents(3, seed: 5), ours.vault.key)
            try await ours.vault.store(pack)
            for (moment, isThere) in [(Int64(0), true), (.max / 2, false)] {
                let report = try await ours.vault.prune(
                    unfinishedBefore: Timestamp(milliseconds: moment), inUse: [],
                    isRehearsal: false, RunProgress())
                #expect(report.objects == (isThere ? 0 : 1))
                #expect(try await ours.vault.list(.data).isEmpty != isThere)
            }
        }
    }

    @Test(arguments: ["snapshots", "index", "tree"])
    func nothingIsPrunedWhenSomethingCannotBeRead(damaged: String) async throws {
        try await withScratchFolder { folder in
            let vault = try await Self.repository(folder, .new)
            let last = try await Self.forgetAllButTheLast(vault)
            if damaged == "tree" {
                let index = try await vault.loadIndex()
                let tree = try await vault.snapshotFile(named: last).tree
                let place = try #require(index.place(of: tree, .tree))
                try await Damage.flip(
                    RepositoryLayout.object(.data, place.pack), at: place.offset + 20, vault)
            } else {
                let kind: RepositoryLayout.Folder = damaged == "index" ? .index : .snapshots
                let id = try #require(try await vault.list(kind).first?.id)
                try await Damage.flip(RepositoryLayout.object(kind, id), at: 20, vault)
            }
            let before = try await vault.storage.listAll(nil).map(\.name)
            let error = await #expect(throws: EngineError.self) {
                try await vault.prune(Self.all, isRehearsal: false, RunProgress())
            }
            #expect(error?.kind == .damaged)
            #expect(try await vault.storage.listAll(nil).map(\.name) == before)
        }
    }

    /// However far it comes, upstream finds everything that is needed.
    @Test(arguments: 1...12)
    func anInterruptedPruneLosesNothing(failing: Int) async throws {
        try await withScratchFolder { folder in
            let vault = try await Self.repository(folder, .new)
            let last = try await Self.forgetAllButTheLast(vault)
            let path = "\(folder)/repository"
            let faulty = try await RepositoryVault.open(
                at: CountdownStorage(vault.storage, failingAt: failing),
                passphrase: RepositoryFixture.passphrase, settings: RepositoryFixture.settings)
            let result = await Damage.outcome {
                try await faulty.prune(Self.all, isRehearsal: false, RunProgress())
            }
            if failing == 1 { #expect(!result, "the first change fails") }
            try await vault.unlock(all: true)
            try await Restic.new(path, "check", "--read-data")
            try await Restic.new(path, "restore", last.text, "--target", "\(folder)/out")
            try await vault.prune(Self.all, isRehearsal: false, RunProgress())
            try await Restic.new(path, "check", "--read-data")
        }
    }
}
