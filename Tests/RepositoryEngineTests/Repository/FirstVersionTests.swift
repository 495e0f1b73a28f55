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

/// Repositories of format 1, which has no compression: whoever knows only that reads them still.
@Suite(.timeLimit(.minutes(3))) struct FirstVersionTests {
    private static func with(
        _ body: (BackupFixture, RepositoryVault) async throws -> Void
    ) async throws {
        try await BackupFixture.with { fixture in
            try fixture.write("file", Array("content".utf8))
            let path = fixture.repository
            try await Restic.new(path, "init", "--repository-version", "1")
            for _ in 1...2 { try await Restic.new(path, "backup", fixture.source) }
            try await body(fixture, try await fixture.open())
        }
    }

    @Test func theyAreReadUnderALockThatUpstreamReads() async throws {
        try await Self.with { fixture, vault in
            let check = try await vault.verify(
                VerifyScope(reading: .everything), RunProgress())
            #expect(check.findings == [])
            let snapshot = try #require(try await vault.snapshots().snapshots.last)
            let report = try await RestoreTests.restore(
                vault, snapshot.id, to: "\(fixture.folder)/out")
            #expect(report.issues.count == 0)
            let lock = try #require(try await vault.readingLock())
            let id = try #require(try await vault.list(.locks).first?.id)
            let told = try await Restic.new(fixture.repository, "cat", "lock", "\(id)")
            #expect(String(decoding: told, as: UTF8.self).contains("tester"))
            await lock.release()
        }
    }

    @Test func nothingIsWrittenToThem() async throws {
        try await Self.with { fixture, vault in
            let names = try await vault.storage.listAll(nil).map(\.name)
            let source = try await fixture.create("other")
            try await fixture.backUp(source)
            let snapshot = try #require(try await vault.snapshots().snapshots.first)
            let attempts: [(String, () async throws -> Void)] = [
                ("backup", { try await fixture.backUp(vault) }),
                ("forget", { try await vault.forget([snapshot.id], RunProgress()) }),
                (
                    "prune",
                    {
                        try await vault.prune(
                            PruneSettings(
                                unusedMax: .percent(0), unindexedBefore: WallClock.system.now),
                            isRehearsal: false, RunProgress())
                    }
                ), ("repair", { _ = try await vault.repairIndex(readsAll: true, RunProgress()) }),
                (
                    "rewrite",
                    {
                        let order = RewriteOrder(forgets: true) { path, _ in
                            path.description.hasSuffix("file")
                        }
                        _ = try await vault.rewrite(order, RunProgress())
                    }
                ), ("copy", { _ = try await source.copy(to: vault, RunProgress()) }),
            ]
            for (what, attempt) in attempts {
                let error = await #expect(throws: EngineError.self, "\(what)") {
                    try await attempt()
                }
                #expect(error?.kind == .foreignVault, "\(what)")
                #expect(
                    error?.message.contains("`restic migrate upgrade_repo_v2`") == true, "\(what)")
            }
            #expect(try await vault.storage.listAll(nil).map(\.name) == names)
            try await Restic.new(fixture.repository, "check", "--read-data")
        }
    }

    @Test func theirLocksAreTakenAwayAndTheirKeysChanged() async throws {
        try await Self.with { fixture, vault in
            let lock = vault.lockFile(.shared, at: WallClock.system.now - .seconds(3600))
            try await vault.store(lock.encoded, in: .locks)
            #expect(try await vault.unlock().removed.count == 1)
            let changed = try await vault.changePassphrase(to: Secret("another"))
            #expect(try await changed.keys().count == 1)
            try await changed.changePassphrase(to: Secret(Restic.passphrase)).storage.close()
            try await Restic.new(fixture.repository, "check", "--read-data")
        }
    }

    /// What the sentence tells them to do.
    @Test func onceUpgradedTheyAreWritten() async throws {
        try await Self.with { fixture, _ in
            try await Restic.new(fixture.repository, "migrate", "upgrade_repo_v2")
            try await fixture.backUp(try await fixture.open())
            try await Restic.new(fixture.repository, "check", "--read-data")
        }
    }
}
