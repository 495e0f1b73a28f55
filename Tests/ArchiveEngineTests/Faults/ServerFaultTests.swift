import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Real servers that fail in the middle: what a backup makes of it, and that the next one ends it.
@Suite(.timeLimit(.minutes(10))) struct ServerFaultTests {
    /// What is done to some of the requests, and how the first attempt ends.
    struct Case: Sendable, CustomTestStringConvertible {
        enum End: Sendable {
            case stored
            /// With this kind of failure and these words in its sentence.
            case failed(@Sendable (StorageError.Kind) -> Bool, String)
        }

        let testDescription: String
        let faults: [HTTPFault]
        let end: End
        var policy = RetryPolicy.quick

        init(_ name: String, _ faults: [HTTPFault], _ end: End) {
            testDescription = name
            self.faults = faults
            self.end = end
        }
    }

    /// Uploads of parts: no other object is as large.
    private static let part = "content-length: \\d{7}"

    static let cases = [
        Case("500 in a burst", [HTTPFault("PUT", part, skip: 1, times: 4, .status(500))], .stored),
        Case(
            "429 in a burst",
            [HTTPFault("PUT", part, skip: 2, times: 4, .status(429, retryAfter: 0))], .stored),
        Case(
            "503 and a second of pause", [HTTPFault("*", skip: 6, .status(503, retryAfter: 1))],
            .stored),
        Case(
            "507", [HTTPFault("PUT", part, skip: 3, .status(507))],
            .failed({ $0 == .full }, "no room")),
        Case(
            "cut in the middle of a part",
            [
                HTTPFault("PUT", part, skip: 1, times: 2, .cutRequest(after: 700_000)),
                HTTPFault("PUT", part, skip: 2, .cutRequest(after: 1)),
            ], .stored),
        Case(
            "answers lost", [HTTPFault("*", "complete\\.json|payload\\.part000002", .loseAnswer)],
            .stored),
        Case(
            "403", [HTTPFault("PUT", part, skip: 2, .status(403))],
            .failed({ $0 == .denied }, "does not allow")),
        Case(
            "500 for longer than patience",
            [HTTPFault("PUT", part, skip: 3, times: 100_000, .status(500))],
            .failed({ $0 == .failed }, "it has failed")),
    ]

    static let servers: [SpoiltServer] =
        isFullLength ? SpoiltServer.allCases : [.wsgidav, .s3OfRclone]

    private static func tree() -> SyntheticTree {
        var big = SyntheticTree.Node(path: "tree/m big", seed: 77, size: 22 << 20)
        big.isCompressible = false
        return SyntheticTree(SyntheticTree.everything(seed: 7, size: 1 << 20) + [big])
    }

    @Test(arguments: servers, cases)
    func aFaultIsSurvivedOrSaid(server: SpoiltServer, plan: Case) async throws {
        var policy = RetryPolicy.quick
        if case .failed = plan.end { policy.patience = .milliseconds(500) }
        try await server.run(plan.faults, policy: policy) { ways in
            try await withScratchFolder { scratch in
                let fixture = try ArchiveFixture(in: scratch)
                let direct = try await fixture.vault(ways.direct)
                let spoilt = try await fixture.vault(ways.spoilt)
                let report = try await fixture.backup(Self.tree(), to: [spoilt])
                try Self.requireEnd(report, plan)
                let fired = try ways.proxy.fired
                #expect(!fired.isEmpty)
                try await Self.requireOnlyWhole(direct)
                guard case .failed = plan.end else { return }
                // Another attempt ends it, and sends nothing twice.
                let second = try await fixture.backup(Self.tree(), to: [direct])
                _ = second.requireStored()
                #expect(second.outcomes[0].reused > 0)
                #expect(second.outcomes[0].notes == [])
                try await Self.requireOnlyWhole(direct, count: 1)
            }
        }
    }

    private static func requireEnd(_ report: BackupReport, _ plan: Case) throws {
        let verdict = try #require(report.outcomes.first?.verdict)
        switch (plan.end, verdict) {
        case (.stored, .stored): break
        case (.failed(let fits, let words), .failed(let error)):
            let kind = (error.underlying as? StorageError)?.kind
            #expect(kind.map(fits) ?? false, "\(error)")
            #expect(error.message.contains(words), "\(error)")
        case (_, .failed(let error)): Issue.record("\(plan.testDescription): \(error)")
        case (_, .stored): Issue.record("\(plan.testDescription): it was stored")
        }
    }

    /// Whatever is listed is whole.
    static func requireOnlyWhole(
        _ vault: ArchiveVault, count: Int? = nil, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let list = try await vault.snapshots()
        #expect(list.damaged.isEmpty, sourceLocation: location)
        if let count { #expect(list.snapshots.count == count, sourceLocation: location) }
        let report = try await vault.verify(VerifyScope(reading: .everything), RunProgress())
        #expect(report.findings == [], sourceLocation: location)
    }

    /// One that takes and never answers is left behind, and the next attempt ends it.
    @Test(arguments: servers)
    func aServerThatStandsStillIsLeftBehind(server: SpoiltServer) async throws {
        let faults = [HTTPFault("PUT", Self.part, skip: 3, times: 2, .stall)]
        try await server.run(faults) { ways in
            try await withScratchFolder { scratch in
                var fixture = try ArchiveFixture(in: scratch)
                fixture.settings.patience = .seconds(3)
                let direct = try await fixture.vault(ways.direct)
                let spoilt = try await fixture.vault(ways.spoilt)
                let report = try await fixture.backup(Self.tree(), to: [spoilt])
                guard case .failed(let error) = report.outcomes[0].verdict else {
                    Issue.record("it was stored")
                    return
                }
                #expect(error.message.contains("taken nothing for 3 seconds"), "\(error)")
                #expect(error.disposition == .retryable)
                try await Self.requireOnlyWhole(direct, count: 0)
                let second = try await fixture.backup(Self.tree(), to: [direct])
                _ = second.requireStored()
                #expect(second.outcomes[0].reused > 0)
                try await Self.requireOnlyWhole(direct, count: 1)
            }
        }
    }

    /// Reading goes on at the byte where it broke; taking away is repeated.
    @Test(arguments: servers)
    func readingAndRemovingSurviveFaults(server: SpoiltServer) async throws {
        let faults = [
            HTTPFault("GET", "payload", times: 3, .cutAnswer(after: 300_000)),
            HTTPFault("GET", "payload", times: 2, .status(500)),
            HTTPFault("GET", "entries", .cutAnswer(after: 100)),
            HTTPFault("DELETE", "complete", times: 2, .loseAnswer),
            HTTPFault("DELETE", "payload", times: 3, .status(429, retryAfter: 0)),
        ]
        try await server.run(faults) { ways in
            try await withScratchFolder { scratch in
                let fixture = try ArchiveFixture(in: scratch)
                let direct = try await fixture.vault(ways.direct)
                _ = try await fixture.backup(Self.tree(), to: [direct]).requireStored()
                let spoilt = try await fixture.vault(ways.spoilt)
                try await ResumeTests.requireContent(fixture, Self.tree().list, spoilt)
                try await Self.requireOnlyWhole(spoilt, count: 1)
                try await spoilt.forget([SnapshotID(ArchiveFixture.run)], RunProgress())
                let left = try await direct.storage.listAll(ArchiveFixture.scope.snapshots)
                #expect(left.isEmpty)
                let fired = try ways.proxy.fired
                // A server that has taken an object away may answer at once the second time.
                #expect(fired.count >= 10, "\(fired)")
            }
        }
    }

    /// Connections that break in the middle of parts.
    @Test func cutSSHConnectionsAreMadeAgain() async throws {
        let faults = [7_000_000, 1_500_000, 40, 9_000_000].map { HTTPFault.cut(skip: 0, after: $0) }
        try await SpoiltServer.runSSH(faults) { ways in
            try await withScratchFolder { scratch in
                let fixture = try ArchiveFixture(in: scratch)
                let direct = try await fixture.vault(ways.direct)
                let spoilt = try await fixture.vault(ways.spoilt)
                _ = try await fixture.backup(Self.tree(), to: [spoilt]).requireStored()
                #expect(try ways.proxy.fired.count >= 3)
                try await Self.requireOnlyWhole(direct, count: 1)
                try await ResumeTests.requireContent(fixture, Self.tree().list, spoilt)
            }
        }
    }

    /// Any request may fail in any way; no attempt leaves half a snapshot, and one of them ends it.
    @Test(arguments: SpoiltServer.allCases)
    func chaosEndsInAWholeSnapshot(server: SpoiltServer) async throws {
        var random = SeededGenerator()
        let seed = random.seed
        let rounds = isFullLength ? 20 : 1
        var faults = 0
        for _ in 0..<rounds {
            let chance = HTTPFault.Action.chance(
                seed: UInt64.random(in: 0...9_999, using: &random), percent: 30)
            try await server.run([HTTPFault("*", times: 60, chance)]) { ways in
                try await withScratchFolder { scratch in
                    let fixture = try ArchiveFixture(in: scratch)
                    let direct = try await fixture.vault(ways.direct)
                    var attempts = 0
                    var reused = 0
                    while try await direct.snapshots().snapshots.isEmpty, attempts < 30 {
                        attempts += 1
                        let report = try await Self.attempt(fixture, ways.spoilt)
                        guard let outcome = report?.outcomes.first else { continue }
                        #expect(outcome.reused >= reused, "seed \(seed)")
                        reused = outcome.reused
                        try await Self.requireOnlyWhole(direct)
                    }
                    try await Self.requireOnlyWhole(direct, count: 1)
                    try await ResumeTests.requireContent(fixture, Self.tree().list, direct)
                    let fired = try ways.proxy.fired.count
                    faults += fired
                    print("\(server): \(fired) faults in \(attempts) attempts, seed \(seed)")
                }
            }
        }
        // A bucket takes so few requests that chance may leave a round nearly alone.
        #expect(faults >= rounds, "seed \(seed)")
    }

    /// nil when the vault could not even be opened.
    private static func attempt(
        _ fixture: ArchiveFixture, _ storage: any Storage
    ) async throws -> BackupReport? {
        do {
            return try await fixture.backup(tree(), to: [try await fixture.vault(storage)])
        } catch is StorageError {
            return nil
        } catch let error as EngineError where error.kind == .storage {
            return nil
        }
    }
}
