import Domain
import Host
import HubCore
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// A hub that backs itself up.
@Suite(.timeLimit(.minutes(5))) struct BackupKeeperTests {
    private func alerts(of hub: BackupFixture) async throws -> Set<AlertCondition> {
        Set(try await hub.store.openAlerts(limit: 10).map(\.condition))
    }

    @Test func oneIsMadeWhenItIsDueAndTheOldestGo() async throws {
        try await BackupFixture.with { hub in
            let keeper = hub.keeper
            try DurableFile.create(
                FilePath("\(hub.backups)/holdfast-hub-000000000000-20200101T000000Z.age"), with: [1]
            )
            #expect(keeper.standing?.count == nil, "nobody looked yet")
            try await keeper.look(hub.plan())
            #expect(keeper.standing?.count == 1 && keeper.standing?.newest == hub.time.clock.now)
            let first = try #require(try hub.names().last)
            try await keeper.look(hub.plan())
            #expect(try hub.names().count == 2, "none is due")
            for number in 1...4 {
                hub.time.advance(by: .seconds(3600))
                // Another life of the hub goes by what lies there.
                try await (number == 2 ? hub.keeper : keeper).look(hub.plan())
            }
            #expect(keeper.standing?.count == 3, "what is kept is told")
            let names = try hub.names()
            #expect(names.count == 4 && !names.contains(first), "three, and what is another hub's")
            #expect(names.first?.contains("000000000000") == true)
            #expect(try hub.entries().count == 4 + 5, "what the audit log ended with stays")
            #expect(try await alerts(of: hub).isEmpty)
        }
    }

    /// Made while the clock was a year ahead, before somebody put it right.
    @Test func oneOfTheFutureNeitherCountsNorGoes() async throws {
        try await BackupFixture.with { hub in
            let keeper = hub.keeper
            hub.time.advance(by: .seconds(366 * 86_400))
            try await keeper.look(hub.plan())
            let ahead = try #require(try hub.names().last)
            hub.time.advance(by: .seconds(-366 * 86_400))
            let before = hub.time.clock.now
            for _ in 0..<2 {
                try await keeper.look(hub.plan())
                hub.time.advance(by: .seconds(3600))
            }
            let good = try hub.names().filter { $0 != ahead }
            #expect(good.count == 2)
            // As often as it looks.
            for _ in 0..<5 {
                try await keeper.look(hub.plan())
                hub.time.advance(by: .seconds(60))
            }
            let names = try hub.names()
            #expect(names.count == 4 && names.contains(ahead), "three, and the one ahead")
            #expect(Set(good).isSubset(of: names))
            let standing = try #require(keeper.standing)
            #expect(standing.ahead == 1 && standing.count == 3)
            #expect(standing.newest == before + .seconds(7200))
            // Its time comes: it is one of them then, and goes like them.
            hub.time.advance(by: .seconds(367 * 86_400))
            for _ in 0..<3 {
                try await keeper.look(hub.plan())
                hub.time.advance(by: .seconds(3600))
            }
            #expect(try hub.names().count == 3 && !hub.names().contains(ahead))
            #expect(keeper.standing?.ahead == 0)
        }
    }

    /// What is tried again later is tried again when the clock is put right.
    @Test func aPauseThatAWrongClockSaidIsNotWaitedFor() async throws {
        try await BackupFixture.with { hub in
            let keeper = hub.keeper
            try Folder(at: FilePath(hub.scratch)).removeEmptyFolder(RelativePath("backups"))
            hub.time.advance(by: .seconds(366 * 86_400))
            try await keeper.look(hub.plan())
            try Folder(at: FilePath(hub.scratch)).makeFolder(RelativePath("backups"))
            hub.time.advance(by: .seconds(-366 * 86_400))
            try await keeper.look(hub.plan())
            #expect(try hub.names().count == 1)
        }
    }

    @Test func whatGoesWrongIsAlertedUntilItIsOver() async throws {
        try await BackupFixture.with { hub in
            let keeper = hub.keeper
            try Folder(at: FilePath(hub.scratch)).removeEmptyFolder(RelativePath("backups"))
            try await keeper.look(hub.plan())
            #expect(try await alerts(of: hub) == [.hubBackupFailed])
            hub.time.advance(by: .seconds(7200))
            try await keeper.look(hub.plan())
            #expect(try await alerts(of: hub) == [.hubBackupFailed, .hubBackupOverdue])
            try Folder(at: FilePath(hub.scratch)).makeFolder(RelativePath("backups"))
            hub.time.advance(by: .seconds(60))
            try await keeper.look(hub.plan())
            #expect(try hub.names().isEmpty, "it is not tried at every look")
            hub.time.advance(by: .seconds(900))
            try await keeper.look(hub.plan())
            #expect(try hub.names().count == 1)
            #expect(try await alerts(of: hub).isEmpty)
        }
    }

    @Test func aFrozenHubLeavesTheBackupsAlone() async throws {
        try await BackupFixture.with { hub in
            _ = try await hub.store.setFrozen(Sample.now, audit: [])
            try await hub.keeper.look(hub.plan())
            #expect(try hub.names().isEmpty)
        }
    }
}
