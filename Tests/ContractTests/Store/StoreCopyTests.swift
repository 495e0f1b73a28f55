import Cryptography
import Domain
import PostgresStore
import Store
import StoreSupport
import Synchronization
import Testing
import Values

/// A hub's store, moved from one database to the other and back.
@Suite(.timeLimit(.minutes(5))) struct StoreCopyTests {
    private static let sha256: SHA256Function = { SHA256.hash($0).bytes }

    private func copy(_ source: any Database, _ target: any Database) -> StoreCopy {
        StoreCopy(from: source, to: target, sha256: Self.sha256)
    }

    /// Lends a database that a hub has worked on.
    private func withFilledStore(
        _ body: (any Database, RunScene) async throws -> Void
    ) async throws {
        try await withSQLiteDatabases(1) { databases in
            try await Migrator(databases[0]).migrate(at: Sample.now)
            let store = SQLStore(databases[0], sha256: Self.sha256)
            let world = try await World(in: Array(repeating: store, count: 8))
            let scene = try await RunScene(in: world)
            try await scene.see((0..<1200).map { "s\($0)" }, every: .seconds(60))
            let run = try await scene.start()
            for step in [RunStep.lease, .start, .finish(.failed)] {
                _ = try await store.changeRun(run.id, of: nil, at: Sample.now) { page in
                    try page.run.take(step, at: Sample.now)
                    page.note(
                        KnownEvent.Content(.line, text: "é 🐭 ; = \n"), at: Sample.now,
                        received: Sample.now)
                    return []
                }
            }
            try await body(databases[0], scene)
        }
    }

    @Test func aStoreIsTheSameThereAndBack() async throws {
        try await withFilledStore { source, scene in
            try await withPostgresDatabase { postgres in
                let there = try await copy(source, postgres).run(at: Sample.now)
                let rows = Dictionary(uniqueKeysWithValues: there.map { ($0.table, $0.rows) })
                #expect(rows["snapshots"] == 1200 && rows["alerts"] == 1 && rows["runs"] == 1)
                try await withSQLiteDatabases(1) { databases in
                    let back = try await copy(postgres, databases[0]).run(at: Sample.now)
                    #expect(
                        Set(back) == Set(there), "every table with as many rows as there were")
                    let stores = [source, postgres, databases[0]].map {
                        SQLStore($0, sha256: Self.sha256)
                    }
                    var runs: [Page<Run>] = []
                    var heads: [AuditHead] = []
                    for store in stores {
                        runs.append(
                            try await store.runs(
                                of: scene.tenant, matching: RunFilter(), PageRequest()))
                        heads.append(try await store.auditHead(of: scene.world.scope))
                    }
                    #expect(runs[0] == runs[1] && runs[1] == runs[2])
                    #expect(heads[0] == heads[1] && heads[1] == heads[2])
                    // It is a store that works.
                    _ = try await stores[2].changeVault(
                        scene.vault.id, of: scene.tenant, version: nil, secrets: SecretEdit()
                    ) {
                        $0.name = "moved"
                        return []
                    }
                }
            }
        }
    }

    /// Copied while others write, a store is what it was at one moment.
    @Test func aMomentIsCopiedAndNothingOfWhatIsWrittenMeanwhile() async throws {
        try await withFilledStore { source, _ in
            try await withPostgresDatabase { postgres in
                _ = try await copy(source, postgres).run(at: Sample.now)
                let before = try await StoreCensus.take(of: postgres)
                let store = SQLStore(postgres, sha256: Self.sha256)
                try await withSQLiteDatabases(1) { databases in
                    try await postgres.atOneMoment { moment in
                        try await store.record(
                            [AuditDraft(.hubFrozen, in: .hub, by: .system, at: Sample.now)])
                        _ = try await copy(moment, databases[0]).run(at: Sample.now)
                        await expectStoreError(.misuse) {
                            try await moment.write { db in _ = try db.execute("DELETE FROM hub") }
                        }
                    }
                    let copied = try await StoreCensus.take(of: databases[0])
                    #expect(copied == before && copied.rows["snapshots"] == 1200)
                    let after = try await StoreCensus.take(of: postgres)
                    let added = after.rows["audit_events", default: 0]
                    #expect(added == before.rows["audit_events", default: 0] + 1)
                    // The connection that was held is as good as before.
                    #expect(
                        try await postgres.atOneMoment { try await StoreCensus.take(of: $0) }
                            == after)
                }
            }
        }
    }

    /// A store that was restored begins another life.
    @Test func aRestoredStoreIsFrozenAndAnotherLife() async throws {
        try await withSQLiteDatabases(1) { databases in
            try await Migrator(databases[0]).migrate(at: Sample.now)
            let store = SQLStore(databases[0], sha256: Self.sha256)
            let hub = try await store.createHub(Hub(id: Sample.id(), created: Sample.now))
            let identity = try await store.createHubIdentity(
                HubIdentity(
                    hub: hub.id, incarnation: Sample.id(),
                    verifyingKey: Array(repeating: 1, count: 32),
                    sealedKey: [2]))
            let life: ID<Incarnation> = Sample.id()
            try await store.beginAnew(
                as: life, at: Sample.now + .seconds(5),
                audit: [AuditDraft(.hubFrozen, in: .hub, by: .system, at: Sample.now)])
            #expect(try await store.hub()?.frozen == Sample.now + .seconds(5))
            let now = try #require(try await store.hubIdentity())
            #expect(now.incarnation == life && now.incarnation != identity.incarnation)
            #expect(now.hub == hub.id && now.sealedKey == [2])
            #expect(try await store.auditHead(of: .hub).sequence == 1)
        }
    }

    /// What the pool lent after the moment that is come back to has the next fences.
    @Test func aRestoredStoreLendsUnderFencesThatNobodyHas() async throws {
        try await withFilledStore { database, scene in
            let store = SQLStore(database, sha256: Self.sha256)
            let hub = try await store.createHub(Hub(id: Sample.id(), created: Sample.now))
            _ = try await store.createHubIdentity(
                HubIdentity(
                    hub: hub.id, incarnation: Sample.id(),
                    verifyingKey: Array(repeating: 1, count: 32), sealedKey: [2]))
            var fences: [Int64] = []
            for agent in [nil, scene.agent.id] {
                let run = Run(
                    id: Sample.id(), tenant: scene.tenant, kind: .backup, cause: .hub,
                    subject: RunSubject(
                        source: scene.source.id, vaults: [scene.vault.id], agent: agent),
                    created: Sample.now)
                _ = try await store.startRun(
                    about: RunSubject(source: scene.source.id), of: scene.tenant
                ) { _ in .new(RunPage(run), []) }
                try await store.beginAnew(as: Sample.id(), at: Sample.now, audit: [])
                let restored = try await store.run(run.id, of: scene.tenant)
                fences.append(try #require(restored).position.fence)
            }
            #expect(fences == [1_000_000, 0])
        }
    }

    @Test func whatIsNotEmptyIsLeftAlone() async throws {
        try await withFilledStore { source, _ in
            try await withSQLiteDatabases(1) { databases in
                try await Migrator(databases[0]).migrate(to: 2, at: Sample.now)
                await expectStoreError(.alreadyExists) {
                    _ = try await copy(source, databases[0]).run(at: Sample.now)
                }
                await expectStoreError(.misuse) {
                    _ = try await copy(databases[0], source).run(at: Sample.now)
                }
                #expect(try await Migrator(databases[0]).version() == 2)
            }
        }
    }

    /// Broken off anywhere, the source is as it was, and nobody takes the half for a whole.
    @Test(arguments: [1, 2, 7, 12, 20]) func aHalfIsNeverTakenForAWhole(number: Int) async throws {
        try await withFilledStore { source, scene in
            try await withSQLiteDatabases(1) { databases in
                let broken = BreakingDatabase(databases[0], after: number)
                await expectStoreError(.io) {
                    _ = try await copy(source, broken).run(at: Sample.now)
                }
                await expectStoreError(.corrupt) {
                    try await StoreCopy.requireWhole(databases[0])
                }
                await expectStoreError(.corrupt) {
                    _ = try await copy(source, databases[0]).run(at: Sample.now)
                }
                try await StoreCopy.requireWhole(source)
            }
            try await withSQLiteDatabases(1) { databases in
                let results = try await copy(source, databases[0]).run(at: Sample.now)
                #expect(results.contains { $0.table == "snapshots" && $0.rows == 1200 })
                try await StoreCopy.requireWhole(databases[0])
            }
        }
    }
}

/// A database that stops taking changes after so many.
private final class BreakingDatabase: Database {
    private let whole: any Database
    private let left: Mutex<Int>

    init(_ whole: any Database, after count: Int) {
        self.whole = whole
        left = Mutex(count)
    }

    var dialect: Dialect { whole.dialect }

    func close() async { await whole.close() }

    func read<Result: Sendable>(
        _ body: @Sendable (borrowing ReadTransaction) throws -> Result
    ) async throws -> Result {
        try await whole.read(body)
    }

    func write<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        try count()
        return try await whole.write(body)
    }

    func alterSchema<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        try count()
        return try await whole.alterSchema(body)
    }

    private func count() throws {
        let isOver = left.withLock { left in
            left -= 1
            return left < 0
        }
        if isOver { throw StoreError(.io, "the disk broke") }
    }
}
