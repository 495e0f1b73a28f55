import Engine
import Host
import Storage
import StorageSupport
import Synchronization
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// Locks of which nobody here can tell whether they are still held, and those that stayed behind.
@Suite struct OthersLockTests {
    private static func lock(_ process: ProcessMark?, age: Duration = .zero) -> LockFile {
        LockFile(
            time: WallClock.system.now - age, isExclusive: false,
            owner: RepositoryFixture.owner, process: process)
    }

    private static func requireHeld(_ lock: LockFile) async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let id = try await ours.vault.store(lock.encoded, in: .locks)
            let error = await #expect(throws: EngineError.self) {
                try await ours.vault.lock(.exclusive)
            }
            #expect(error?.kind == .locked)
            let report = try await ours.vault.unlock()
            #expect(report.removed.isEmpty && report.held.count == 1 && !report.isNothing)
            #expect(try await ours.vault.list(.locks).map(\.id) == [id])
        }
    }

    /// Machines that are alike, as clones are or all that are called `localhost`, each started by
    /// itself.
    @Test func aMachineOfOurNameKeepsItsLock() async throws {
        let mark = try #require(ProcessMark.current)
        try await Self.requireHeld(
            Self.lock(ProcessMark(boot: "another", numbering: "pid:[1]", pid: 7, began: 1)))
        try await Self.requireHeld(
            Self.lock(ProcessMark(boot: "another", numbering: mark.numbering, pid: 7, began: 1)))
    }

    /// Of this machine before it was started anew; but a clone has all of that as well.
    @Test func aLockOfAnEarlierStartIsDeadWhenItIsOldEnough() throws {
        let current = try #require(ProcessMark.current)
        func mark(_ boot: String, _ machine: String?) -> ProcessMark {
            ProcessMark(
                boot: boot, machine: machine, numbering: current.numbering, pid: current.pid,
                began: 1)
        }
        let own = mark(current.boot, "a")
        let name = RepositoryFixture.owner.hostName
        let runs = ProcessMark.machineRuns
        func state(_ machine: String?, age: Duration) -> LockFile.State {
            let lock = Self.lock(mark("another", machine))
            return lock.state(at: lock.time + age, seenBy: name, own)
        }
        let old = max(runs, LockFile.staleAfter) + .seconds(60)
        #expect(state("a", age: .zero) == .held)
        #expect(state("a", age: old) == .dead)
        #expect(state("b", age: old) == .stale)
        #expect(state(nil, age: old) == .stale)
        if runs > LockFile.staleAfter + .seconds(60) {
            let during = LockFile.staleAfter + .seconds(1)
            #expect(state("a", age: during) == .stale, "it was refreshed while we run")
        }
        #expect(Self.lock(mark("another", "a")).process?.life(seenBy: nil) == .unknown)
        let written = Self.lock(mark("another", "a"))
        #expect(try LockFile(parsing: written.encoded) == written)
    }

    /// It may run in a container that has our name and its own numbers.
    @Test func anotherProgramKeepsItsLock() async throws {
        let gone = try await blocking { try shell("sh -c 'echo $$'") }
        var lock = Self.lock(nil)
        lock.owner.pid = try #require(Int32(gone.output.filter(\.isNumber)))
        try await Self.requireHeld(lock)
        let name = RepositoryFixture.owner.hostName
        #expect(lock.state(at: lock.time + .seconds(1801), seenBy: name) == .stale)
    }

    @Test func aLivingProcessThatRefreshesNoMoreIsStale() throws {
        let mark = try #require(ProcessMark.current)
        let name = RepositoryFixture.owner.hostName
        let lock = Self.lock(mark)
        #expect(lock.state(at: lock.time + .seconds(1799), seenBy: name) == .held)
        #expect(lock.state(at: lock.time + .seconds(1801), seenBy: name) == .stale)
    }

    enum Fault: CaseIterable, Sendable {
        /// It could not be removed when it was released.
        case stays
        /// It was stored, and the answer was lost.
        case answerLost
    }

    /// An agent is one process for weeks.
    @Test(arguments: Fault.allCases)
    func whatThisProcessLeftBehindIsRemovedByItsNextRun(fault: Fault) async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let faulty = try await RepositoryVault.open(
                at: FaultyLocks(ours.vault.storage, fault),
                passphrase: RepositoryFixture.passphrase, settings: RepositoryFixture.settings)
            switch fault {
            case .stays: await (try await faulty.lock(.shared)).release()
            case .answerLost:
                await #expect(throws: EngineError.self) { try await faulty.lock(.shared) }
            }
            #expect(try await ours.vault.list(.locks).count == 1)
            let held = try await ours.vault.lock(.exclusive)
            #expect(try await ours.vault.list(.locks).count == 1)
            let error = await #expect(throws: EngineError.self) {
                try await ours.vault.lock(.shared)
            }
            #expect(error?.kind == .locked, "the one that is held is not taken for left behind")
            await held.release()
        }
    }

    private final class FaultyLocks: ForwardingStorage {
        let base: any Storage
        private let fault: Fault

        init(_ base: any Storage, _ fault: Fault) {
            self.base = base
            self.fault = fault
        }

        func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
            try await base.put(name, body, rule)
            guard fault == .answerLost else { return }
            throw StorageError(.unreachable, "the answer was lost", object: name)
        }

        func delete(_ name: ObjectName) async throws {
            throw StorageError(.unreachable, "the cable was pulled", object: name)
        }
    }
}
