import Connector
import Engine
import Host
import JSON
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// Snapshots that upstream made, copied into other repositories, with upstream as the judge.
@Suite struct CopyTests {
    /// Two snapshots of a tree with a file of several pieces.
    static func source(_ folder: String, _ restic: Restic) async throws -> RepositoryFixture {
        let ours = try await RepositoryFixture(in: folder)
        for round in 1...2 {
            _ = try await blocking {
                try shell(
                    """
                    mkdir -p '\(folder)/tree/sub' && cd '\(folder)/tree' || exit
                    [ -e large ] || head -c 6000000 /dev/urandom > large
                    for n in $(seq 1 40); do echo "kept $n" > "sub/kept$n"; done
                    head -c 200000 /dev/urandom > "new\(round)"
                    """)
            }
            try await restic(ours.path, "backup", "\(folder)/tree")
        }
        return ours
    }

    static func target(_ folder: String, like: RepositoryVault? = nil) async throws
        -> RepositoryVault
    {
        try await RepositoryVault.create(
            at: try await RepositoryFixture.storage("\(folder)/copies"),
            NewRepository(
                passphrase: RepositoryFixture.passphrase,
                cutsLike: like), settings: RepositoryFixture.settings)
    }

    @Test(arguments: Restic.all, [true, false])
    func copiesAreWholeForUpstreamAndMadeOnce(restic: Restic, cutsAlike: Bool) async throws {
        try await withScratchFolder { folder in
            let ours = try await Self.source(folder, restic)
            let target = try await Self.target(folder, like: cutsAlike ? ours.vault : nil)
            let path = "\(folder)/copies"
            let plan = try await ours.vault.copy(to: target, isRehearsal: true, RunProgress())
            #expect(try await target.list(.data).isEmpty, "a rehearsal changes nothing")
            #expect(plan.lines.count == 2 && plan.blobs > 40 && plan.cutsAlike == cutsAlike)

            let done = try await ours.vault.copy(to: target, RunProgress())
            #expect(done.blobs == plan.blobs && done.size == plan.size && !done.hasFailures)
            try await restic(path, "check", "--read-data")
            try await restic(path, "restore", "latest", "--target", "\(folder)/out")
            let difference = try await blocking {
                try shell("diff -r '\(folder)/tree' '\(folder)/out\(folder)/tree'")
            }
            #expect(difference.status == 0, "\(difference.output)")

            let before = try await target.storage.listAll(nil).map(\.name)
            let again = try await ours.vault.copy(to: target, RunProgress())
            #expect(again.blobs == 0)
            for line in again.lines {
                guard case .isThere = line.outcome else {
                    Issue.record("\(line) was copied again")
                    continue
                }
            }
            #expect(try await target.storage.listAll(nil).map(\.name) == before)

            // A backup there has pieces in common where both cut alike.
            let lines = try await restic(path, "backup", "--json", "--force", "\(folder)/tree")
            let last = try #require(lines.split(separator: UInt8(ascii: "\n")).last)
            let summary = try JSON(parsing: Array(last))
            #expect((summary["data_blobs"]?.wholeNumber == 0) == cutsAlike, "\(summary)")
        }
    }

    /// What upstream copied is not copied again by us, nor the other way round.
    @Test func upstreamsCopiesAreKnownAndOursAreKnownToIt() async throws {
        try await withScratchFolder { folder in
            let ours = try await Self.source(folder, .new)
            let target = try await Self.target(folder)
            let ids = try await ours.vault.snapshots().snapshots.map(\.id)
            func copyByUpstream(_ arguments: [String]) async throws {
                let program = "\(WorkingTree.root)/.build/restic/0.18/restic"
                let outcome = try await runProgram(
                    "env",
                    [
                        "RESTIC_PASSWORD=\(Restic.passphrase)",
                        "RESTIC_FROM_PASSWORD=\(Restic.passphrase)", program, "--no-cache", "-r",
                        "\(folder)/copies", "copy", "--from-repo", ours.path,
                    ] + arguments)
                try #require(outcome.status == 0, "\(outcome.errorText)")
            }
            try await copyByUpstream([ids[0].text])
            let report = try await ours.vault.copy(to: target, RunProgress())
            guard case .isThere = report.lines[0].outcome,
                case .copied = report.lines[1].outcome
            else {
                Issue.record("\(report.lines)")
                return
            }
            try await copyByUpstream([])
            #expect(try await target.snapshots().snapshots.count == 2)
            // And back again to where they come from.
            let back = try await target.copy(to: ours.vault, RunProgress())
            #expect(back.blobs == 0)
            #expect(try await ours.vault.snapshots().snapshots.count == 2)
        }
    }

    @Test func whatIsDamagedIsNamedAndTheRestIsCopied() async throws {
        try await withScratchFolder { folder in
            let ours = try await Self.source(folder, .new)
            let target = try await Self.target(folder)
            let index = try await ours.vault.loadIndex()
            // Of what only the second snapshot has.
            let file = try await blocking { try readFile("\(folder)/tree/new2") }
            let place = try #require(index.place(of: ObjectID.hash(file.span), .data))
            try await Damage.flip(
                RepositoryLayout.object(.data, place.pack), at: place.offset + 40, ours.vault)
            let report = try await ours.vault.copy(to: target, RunProgress())
            guard case .copied = report.lines[0].outcome,
                case .failed(let error) = report.lines[1].outcome
            else {
                Issue.record("\(report.lines)")
                return
            }
            #expect(error.message.contains(place.pack.description))
            #expect(try await target.snapshots().snapshots.count == 1)
            try await Restic.new("\(folder)/copies", "check", "--read-data")
        }
    }

    /// However far it comes, upstream finds nothing wrong, and the next copy finishes.
    @Test(arguments: 1...10)
    func anInterruptedCopyIsFinishedByTheNext(failing: Int) async throws {
        try await withScratchFolder { folder in
            let ours = try await Self.source(folder, .new)
            let target = try await Self.target(folder)
            let faulty = try await RepositoryVault.open(
                at: CountdownStorage(target.storage, failingAt: failing),
                passphrase: RepositoryFixture.passphrase, settings: RepositoryFixture.settings)
            let result = await Damage.outcome {
                try await ours.vault.copy(to: faulty, RunProgress())
            }
            if failing == 1 { #expect(!result, "the first change fails") }
            try await target.unlock(all: true)
            try await Restic.new("\(folder)/copies", "check", "--read-data")
            let report = try await ours.vault.copy(to: target, RunProgress())
            #expect(!report.hasFailures)
            #expect(try await target.snapshots().snapshots.count == 2)
            try await Restic.new("\(folder)/copies", "check", "--read-data")
        }
    }

    @Test func aSnapshotThatIsNotThereIsSaidSo() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let target = try await Self.target(folder)
            let name = try #require(SnapshotID(String(repeating: "a", count: 64)))
            let error = await #expect(throws: EngineError.self) {
                _ = try await ours.vault.copy([name], to: target, RunProgress())
            }
            #expect(error?.kind == .noSuchSnapshot)
            #expect(try await ours.vault.list(.locks).isEmpty)
            #expect(try await target.list(.locks).isEmpty)
        }
    }
}
