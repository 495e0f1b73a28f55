import Connector
import Engine
import Host
import Storage
import StorageSupport
import Synchronization
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// A lock that could not be refreshed, as on a machine that was asleep, may have been taken for
/// abandoned. Whoever had it ends in a clear state: nothing is removed, and the vault is whole.
@Suite(.timeLimit(.minutes(5))) struct LostLockTests {
    /// So long that others may come in.
    private static let tooLong = RepositoryLock.validFor + .seconds(30)

    /// A vault whose clock jumps as soon as something is stored in it.
    private struct Sleeper {
        let storage: JumpingStorage
        let vault: RepositoryVault

        init(_ path: String) async throws {
            let clock = TestClock(start: WallClock.system.now)
            storage = JumpingStorage(try await RepositoryFixture.storage(path)) {
                clock.advance(by: LostLockTests.tooLong)
            }
            var settings = RepositoryFixture.settings
            settings.clock = clock.wall
            vault = try await RepositoryVault.open(
                at: storage, passphrase: RepositoryFixture.passphrase, settings: settings)
        }
    }

    private static func requireWhole(_ path: String, _ snapshots: Int) async throws {
        let vault = try await RepositoryFixture.open(path)
        let check = try await vault.verify(VerifyScope(reading: .everything), RunProgress())
        #expect(check.findings.isEmpty, "\(check.findings)")
        #expect(try await vault.snapshots().snapshots.count == snapshots)
        #expect(try await vault.list(.locks).isEmpty)
        try await Restic.new(path, "check", "--read-data")
    }

    @Test func aBackupStoresNoSnapshot() async throws {
        try await BackupFixture.with { fixture in
            var noise = SeededGenerator(seed: 11)
            try fixture.write("one", BackupFixture.noise(300_000, &noise))
            let vault = try await fixture.create()
            try await fixture.backUp(vault)
            try fixture.write("two", BackupFixture.noise(300_000, &noise))
            let sleeper = try await Sleeper(fixture.repository)
            let report = try await RepositoryEngine(fixture.settings()).backup(
                fixture.job(), to: [sleeper.vault], RunProgress())
            guard case .failed(let error) = report.outcomes[0].verdict else {
                Issue.record("it was stored")
                return
            }
            #expect(error.kind == .locked)
            #expect(error.message.contains("was not refreshed"))
            #expect(sleeper.storage.removed.isEmpty)
            try await Self.requireWhole(fixture.repository, 1)
            try await fixture.backUp(vault)
            try await Self.requireWhole(fixture.repository, 2)
        }
    }

    @Test func aPruneRemovesNothing() async throws {
        try await withScratchFolder { folder in
            let vault = try await PruneTests.repository(folder, .new)
            _ = try await PruneTests.forgetAllButTheLast(vault)
            let sleeper = try await Sleeper("\(folder)/repository")
            let error = await #expect(throws: EngineError.self) {
                _ = try await sleeper.vault.prune(
                    PruneTests.all, isRehearsal: false, RunProgress())
            }
            #expect(error?.kind == .locked)
            #expect(sleeper.storage.stored > 0)
            #expect(sleeper.storage.removed.isEmpty)
            try await Self.requireWhole("\(folder)/repository", 1)
            let done = try await vault.prune(PruneTests.all, isRehearsal: false, RunProgress())
            #expect(done.freed.bytes > 0)
            try await Self.requireWhole("\(folder)/repository", 1)
        }
    }

    @Test func aCopyIsNoneUntilItIsMadeAgain() async throws {
        try await withScratchFolder { folder in
            let ours = try await CopyTests.source(folder, .new)
            let target = try await CopyTests.target(folder)
            let path = "\(folder)/copies"
            let sleeper = try await Sleeper(path)
            let error = await #expect(throws: EngineError.self) {
                _ = try await ours.vault.copy(to: sleeper.vault, RunProgress())
            }
            #expect(error?.kind == .locked)
            #expect(sleeper.storage.stored > 0)
            #expect(sleeper.storage.removed.isEmpty)
            try await Self.requireWhole(path, 0)
            #expect(try await !ours.vault.copy(to: target, RunProgress()).hasFailures)
            try await Self.requireWhole(path, 2)
        }
    }

    /// Set back by an hour, the time of day says that the lock was written in an hour.
    @Test func aClockThatIsSetBackMakesNoLockYounger() async throws {
        try await withScratchFolder { folder in
            let day = TestClock()
            let steady = TestClock()
            let setBack = TestClock()
            var settings = RepositoryFixture.settings
            settings.clock = WallClock { day.wall.now - setBack.now.offset }
            settings.timer = steady
            let vault = try await RepositoryFixture(in: folder, settings: settings).vault
            async let taken = vault.lock(.shared)
            await steady.sleepers(1)
            steady.advance(by: .seconds(1))
            let lock = try await taken
            setBack.advance(by: .seconds(3600))
            try lock.requireValid()
            steady.advance(by: Self.tooLong)
            let error = #expect(throws: EngineError.self) { try lock.requireValid() }
            #expect(error?.kind == .locked)
            await lock.release()
        }
    }
}

/// A location that calls somebody each time something other than a lock was stored in it, and
/// remembers what was removed.
private final class JumpingStorage: ForwardingStorage {
    let base: any Storage
    private let jump: @Sendable () -> Void
    private let state = Mutex((stored: 0, removed: [String]()))

    init(_ base: any Storage, jump: @escaping @Sendable () -> Void) {
        self.base = base
        self.jump = jump
    }

    var stored: Int { state.withLock { $0.stored } }
    var removed: [String] { state.withLock { $0.removed } }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try await base.put(name, body, rule)
        guard !name.text.hasPrefix("locks/") else { return }
        state.withLock { $0.stored += 1 }
        jump()
    }

    func delete(_ name: ObjectName) async throws {
        if !name.text.hasPrefix("locks/") { state.withLock { $0.removed.append(name.text) } }
        try await base.delete(name)
    }
}
