import Connector
import Cryptography
import Engine
import FilesConnector
import Host
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// Vaults that stall, backups that are cancelled, files that change while they are read; what is
/// left over, and what is in an index while a backup goes on.
@Suite(.timeLimit(.minutes(5))) struct LaneTests {
    /// Noise for some packs.
    private static func fill(_ fixture: BackupFixture, _ generator: inout SeededGenerator) throws {
        for number in 0..<6 {
            try fixture.write("large \(number)", BackupFixture.noise(10 << 20, &generator))
        }
    }

    private static func open(
        _ fixture: BackupFixture, _ name: String = "r", packs: Int
    ) async throws -> (vault: RepositoryVault, storage: FailingStorage) {
        try await fixture.create(name).storage.close()
        let storage = FailingStorage(
            try await fixture.storage(name), packs: packs, then: .stalls)
        let vault = try await RepositoryVault.open(
            at: storage, passphrase: Secret(Restic.passphrase),
            settings: BackupFixture.vaultSettings)
        return (vault, storage)
    }

    @Test func aVaultThatStallsIsLeftBehindAlone() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            try Self.fill(fixture, &generator)
            let good = try await fixture.create("good")
            let (slow, _) = try await Self.open(fixture, "slow", packs: 1)
            // Of the real clock: one moved by hand runs out for whoever is at work as well.
            let settings = fixture.settings { $0.patience = .seconds(10) }
            let report = try await RepositoryEngine(settings).backup(
                fixture.job(), to: [slow, good], RunProgress())
            guard case .failed(let error) = report.outcomes[0].verdict,
                case .stored = report.outcomes[1].verdict
            else {
                Issue.record("\(report.outcomes)")
                return
            }
            #expect(error.disposition == .retryable)
            #expect(error.message.contains("has taken nothing for 10 seconds"))
            #expect(try await slow.list(.locks).isEmpty)
        }
    }

    @Test func aCancelledBackupGoesOnLater() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            try Self.fill(fixture, &generator)
            let (vault, storage) = try await Self.open(fixture, packs: 1)
            let job = fixture.job()
            await #expect {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await fixture.backUp(vault, job) }
                    while !storage.isFull { await Task.yield() }
                    group.cancelAll()
                    try await group.next()
                }
            } throws: { error in
                (error as? EngineError)?.kind == .cancelled
            }
            #expect(try await vault.list(.snapshots).isEmpty)
            #expect(try await vault.list(.locks).isEmpty)
            let second = try await fixture.backUp(try await fixture.open(), job)
            #expect(second.report.outcomes[0].reused == 1)
            try await Self.requireSound(fixture)
        }
    }

    /// What was read of it is there, and the next backup reads it again whatever its times say.
    @Test(arguments: [1000, 3 << 20])
    func aFileThatGrowsWhileItIsReadIsReadAgain(size: Int) async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            try fixture.write("file", BackupFixture.noise(size, &generator))
            let path = "\(fixture.source)/file"
            let files = FilesSource([FilePath(SystemString(fixture.source))])
            let growing = CountingSource(files) { _ in
                let call = try shell("printf more >>'\(path)'")
                #expect(call.status == 0)
            }
            let vault = try await fixture.create()
            let first = try await fixture.backUp(vault, fixture.job(growing, policy: .skip))
            #expect(first.report.issues.count == 1)
            #expect(first.snapshot.summary?.files == 1)
            let still = CountingSource(files)
            try await fixture.backUp(vault, fixture.job(still))
            #expect(still.opened.count == 1)
            let again = CountingSource(files)
            try await fixture.backUp(vault, fixture.job(again))
            #expect(again.opened.count == 0)
            try await Self.requireSound(fixture)
        }
    }

    /// Blobs go into one of two packs by chance, and what is left of both is sent as one.
    @Test func leftoversThatFitIntoOnePackAreOne() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            for number in 0..<60 {
                try fixture.write("file \(number)", BackupFixture.noise(20_000, &generator))
            }
            let vault = try await fixture.create()
            try await fixture.backUp(vault)
            // One of data, one of trees.
            #expect(try await vault.list(.data).count == 2, "seed \(generator.seed)")
            try await Self.requireSound(fixture)
        }
    }

    @Test func whatIsStoredIsInAnIndexAfterTenMinutes() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            try Self.fill(fixture, &generator)
            let (vault, storage) = try await Self.open(fixture, packs: 1)
            let clock = TestClock()
            let settings = fixture.settings {
                $0.clock = clock
                $0.patience = .seconds(1_000_000)
            }
            let indexed = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await RepositoryEngine(settings).backup(
                        fixture.job(), to: [vault], RunProgress())
                }
                while !storage.isFull { await Task.yield() }
                #expect(try await vault.list(.index).isEmpty)
                // Whoever stored the pack may not have come to say so.
                while try await vault.list(.index).isEmpty {
                    // The one that watches, and the one that stores.
                    await clock.sleepers(2)
                    clock.advance(by: .seconds(10 * 60))
                }
                group.cancelAll()
                do { try await group.next() } catch is EngineError {}
                return try await vault.loadIndex()
            }
            #expect(try await vault.list(.data).map(\.id) == indexed.packs)
            #expect(indexed.count > 0)
        }
    }

    private static func requireSound(_ fixture: BackupFixture) async throws {
        let check = try await Restic.new(fixture.repository, "check", "--read-data")
        #expect(String(decoding: check, as: UTF8.self).contains("no errors were found"))
    }
}
