import Connector
import Cryptography
import Engine
import Host
import JSON
import RepositorySupport
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

@Suite struct LockTests {
    @Test(arguments: Restic.all)
    func oursStopsUpstream(restic: Restic) async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let shared = try await ours.vault.lock(.shared)
            try await restic(ours.path, "snapshots")
            let prune = await #expect(throws: Restic.Failed.self) {
                try await restic(ours.path, "prune")
            }
            #expect(prune?.description.contains("locked") == true)
            await shared.release()
            let alone = try await ours.vault.lock(.exclusive)
            let backup = await #expect(throws: Restic.Failed.self) {
                try await restic(ours.path, "backup", "/etc/hostname")
            }
            let told = "PID \(RepositoryFixture.owner.pid) on holdfast-tests by tester"
            #expect(backup?.description.contains(told) == true)
            await alone.release()
            try await restic(ours.path, "prune")
            #expect(try await ours.vault.list(.locks).isEmpty)
        }
    }

    /// Upstream holds an exclusive lock while it waits for what it runs.
    @Test func upstreamsStopsOurs() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            // A lock as upstream writes it, of a machine we cannot look into.
            let theirs = LockFile(
                time: WallClock.system.now, isExclusive: true,
                owner: LockOwner(
                    hostName: "elsewhere", userName: "root", pid: 812, uid: 0, gid: 0))
            let id = try await ours.vault.store(theirs.encoded, in: .locks)
            for kind in [RepositoryLock.Kind.shared, .exclusive] {
                let error = await #expect(throws: EngineError.self) {
                    try await ours.vault.lock(kind)
                }
                #expect(error?.kind == .locked)
                #expect(error?.message.contains("process 812 of root on elsewhere") == true)
            }
            #expect(try await ours.vault.list(.locks).map(\.id) == [id])
        }
    }

    @Test(.timeLimit(.minutes(2))) func aLockOfUpstreamIsUnderstood() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            // Its backup reads what comes from the pipe, and so holds its lock until we have seen
            // it.
            _ = try await blocking {
                try shell(
                    """
                    mkfifo '\(folder)/pipe'; cd '\(folder)'
                    # A shell of its own: it keeps nothing open while it waits for the pipe.
                    export RESTIC_PASSWORD='\(Restic.passphrase)' REPOSITORY='\(ours.path)'
                    export RESTIC='\(WorkingTree.root)/.build/restic/0.18/restic'
                    sh -c 'exec $RESTIC -r "$REPOSITORY" --no-cache backup --stdin < pipe' \
                        > log 2>&1 < /dev/null &
                    """)
            }
            let writer = try await blocking {
                try shell("tail -f /dev/null > '\(folder)/pipe' 2> /dev/null & echo $!")
            }
            var locks: [RepositoryVault.Listed] = []
            while locks.isEmpty { locks = try await ours.vault.list(.locks) }
            let shared = try await ours.vault.lock(.shared)
            await shared.release()
            let error = await #expect(throws: EngineError.self) {
                try await ours.vault.lock(.exclusive)
            }
            #expect(error?.kind == .locked)
            _ = try await blocking { try shell("kill \(writer.output)") }
            let alone = try await ours.vault.lock(.exclusive, patience: .seconds(60))
            await alone.release()
        }
    }

    @Test func locksOfEndedProcessesAreRemovedByTheNextRun() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let dead = try LockFile.ofAnEndedProcess()
            try await ours.vault.store(dead.encoded, in: .locks)
            let lock = try await ours.vault.lock(.exclusive)
            #expect(try await ours.vault.list(.locks).count == 1)
            await lock.release()
        }
    }

    @Test func theLivingAreNotTakenForDead() throws {
        let mark = try #require(ProcessMark.current)
        #expect(mark.life() == .alive)
        let now = WallClock.system.now
        let lock = LockFile(
            time: now, isExclusive: false, owner: RepositoryFixture.owner, process: mark)
        #expect(try LockFile(parsing: lock.encoded) == lock)
        #expect(lock.state(at: now, seenBy: "holdfast-tests") == .held)
        #expect(lock.state(at: now + .seconds(1801), seenBy: "other") == .stale)
        // Another container of the machine counts its processes otherwise.
        let other = ProcessMark(
            boot: mark.boot, numbering: "pid:[1]", pid: 1, began: 1)
        #expect(other.life() == .unknown)
    }

    @Test func aStaleLockIsNamedAndRemovedOnlyWhenAsked() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let old = LockFile(
                time: WallClock.system.now - .seconds(45 * 60), isExclusive: true,
                owner: LockOwner(hostName: "laptop", userName: "ann", pid: 7, uid: 0, gid: 0))
            try await ours.vault.store(old.encoded, in: .locks)
            let error = await #expect(throws: EngineError.self) {
                try await ours.vault.lock(.shared)
            }
            #expect(error?.message.contains("`unlock` removes it") == true)
            #expect(try await ours.vault.unlock().removed.map(\.owner.hostName) == ["laptop"])
            await (try await ours.vault.lock(.exclusive)).release()
        }
    }

    @Test func aLockIsRefreshedAndExpiresWhenItCannotBe() async throws {
        try await withScratchFolder { folder in
            let clock = TestClock()
            var settings = RepositoryFixture.settings
            let wall = clock.wall
            settings.clock = wall
            let ours = try await RepositoryFixture(in: folder, settings: settings)
            let lock = try await ours.vault.lock(.shared)
            let first = try await ours.vault.list(.locks)
            clock.advance(by: .seconds(300))
            #expect(await lock.renew())
            let second = try await ours.vault.list(.locks)
            #expect(second.count == 1 && second != first)
            clock.advance(by: .seconds(22 * 60))
            try lock.requireValid()
            clock.advance(by: .seconds(31))
            let error = #expect(throws: EngineError.self) { try lock.requireValid() }
            #expect(error?.kind == .locked)
            #expect(await !lock.renew(), "what expired does not come back by itself")
            await lock.release()
        }
    }
}

extension LockFile {
    /// Of one that had our own number and began at another moment.
    static func ofAnEndedProcess() throws -> LockFile {
        let mark = try #require(ProcessMark.current)
        return LockFile(
            time: WallClock.system.now, isExclusive: true, owner: RepositoryFixture.owner,
            process: ProcessMark(
                boot: mark.boot, numbering: mark.numbering, pid: mark.pid, began: 1))
    }
}
