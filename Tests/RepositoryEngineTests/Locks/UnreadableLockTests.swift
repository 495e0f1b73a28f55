import Connector
import Cryptography
import Engine
import Host
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// A lock that says nothing: cut off by a full disk, or garbage with a lock's name.
@Suite struct UnreadableLockTests {
    /// Nobody waits half a minute for it to become readable.
    private struct InstantClock: Clock {
        var now: ContinuousClock.Instant { ContinuousClock.now }
        var minimumResolution: Duration { .nanoseconds(1) }
        func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {}
    }

    private static func vault(_ folder: String) async throws -> RepositoryFixture {
        var settings = RepositoryFixture.settings
        settings.timer = InstantClock()
        let ours = try await RepositoryFixture(in: folder, settings: settings)
        _ = try await blocking {
            try shell("mkdir '\(folder)/tree' && echo content > '\(folder)/tree/file'")
        }
        try await Restic.new(ours.path, "backup", "\(folder)/tree")
        return ours
    }

    @Test(arguments: ["garbage", ""])
    func itStopsWhatChangesAndNotWhatReads(content: String) async throws {
        try await withScratchFolder { folder in
            let ours = try await Self.vault(folder)
            let name = String(repeating: "0", count: 64)
            _ = try await blocking {
                try shell(
                    "mkdir -p '\(ours.path)/locks' && printf '\(content)' > "
                        + "'\(ours.path)/locks/\(name)'")
            }
            for kind in [RepositoryLock.Kind.shared, .exclusive] {
                let error = await #expect(throws: EngineError.self) {
                    try await ours.vault.lock(kind)
                }
                #expect(error?.kind == .damaged)
                #expect(error?.message.contains("lock 00000000") == true)
            }
            let check = try await ours.vault.verify(
                VerifyScope(reading: .everything), RunProgress())
            #expect(check.findings.count == 1)
            #expect(check.findings.first?.message.contains("lock 00000000") == true)
            let snapshot = try #require(try await ours.vault.snapshots().snapshots.first)
            let report = try await RestoreTests.restore(
                ours.vault, snapshot.id, to: "\(folder)/out")
            #expect(report.issues.count == 0)
            // Somebody may be writing it at this moment.
            let young = try await ours.vault.unlock()
            #expect(young.unreadable.count == 1 && young.removedUnreadable.isEmpty)
            let all = try await ours.vault.unlock(all: true)
            #expect(all.removedUnreadable.map(\.description) == [name])
            await (try await ours.vault.lock(.exclusive)).release()
        }
    }

    @Test func itGoesWithTheStaleOnesWhenItIsOld() async throws {
        try await withScratchFolder { folder in
            let ours = try await Self.vault(folder)
            _ = try await blocking {
                try shell(
                    """
                    mkdir -p '\(ours.path)/locks' && cd '\(ours.path)/locks'
                    name=$(printf '%064d' 0) && : > $name && touch -d '40 minutes ago' $name
                    """)
            }
            #expect(try await ours.vault.unlock().removedUnreadable.count == 1)
            await (try await ours.vault.lock(.exclusive)).release()
        }
    }
}
