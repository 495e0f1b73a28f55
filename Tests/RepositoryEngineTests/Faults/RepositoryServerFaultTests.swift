import Cryptography
import Engine
import Host
import LocalStorage
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// Real servers that fail in the middle of a backup: what comes of it, that nothing stays locked,
/// and that upstream finds nothing wrong once the next one has ended it.
@Suite(.timeLimit(.minutes(10))) struct RepositoryServerFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        enum End: Sendable {
            case stored
            /// With this kind of failure.
            case failed(@Sendable (StorageError.Kind) -> Bool)
        }

        let testDescription: String
        let faults: [HTTPFault]
        let end: End

        init(_ name: String, _ faults: [HTTPFault], _ end: End) {
            testDescription = name
            self.faults = faults
            self.end = end
        }
    }

    /// No other object is as large.
    private static let pack = "content-length: \\d{7}"

    static let cases = [
        Case("500 in a burst", [HTTPFault("PUT", pack, skip: 1, times: 4, .status(500))], .stored),
        Case(
            "cut in the middle of a pack",
            [
                HTTPFault("PUT", pack, skip: 1, times: 2, .cutRequest(after: 700_000)),
                HTTPFault("PUT", pack, skip: 2, .cutRequest(after: 1)),
            ], .stored),
        Case(
            "answers lost",
            [
                HTTPFault("PUT", pack, skip: 1, .loseAnswer),
                HTTPFault("*", "/index/[0-9a-f]{64}", .loseAnswer),
                HTTPFault("*", "/snapshots/[0-9a-f]{64}", .loseAnswer),
            ], .stored),
        Case("507", [HTTPFault("PUT", pack, skip: 2, .status(507))], .failed { $0 == .full }),
        Case("403", [HTTPFault("PUT", pack, skip: 1, .status(403))], .failed { $0 == .denied }),
        Case(
            "the snapshot is refused", [HTTPFault("*", "/snapshots/[0-9a-f]{64}", .status(403))],
            .failed { $0 == .denied }),
        Case(
            "500 for longer than patience",
            [HTTPFault("PUT", pack, skip: 2, times: 100_000, .status(500))],
            .failed { $0 == .failed }),
    ]

    static let servers: [SpoiltServer] =
        isFullLength ? [.nginx, .rclone, .s3OfRclone, .moto] : [.nginx, .s3OfRclone]

    @Test(arguments: servers, cases)
    func aFaultIsSurvivedOrSaid(server: SpoiltServer, plan: Case) async throws {
        var policy = RetryPolicy.quick
        if case .failed = plan.end { policy.patience = .milliseconds(500) }
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            for number in 0..<5 {
                try fixture.write("large \(number)", BackupFixture.noise(10 << 20, &generator))
            }
            try await server.run(plan.faults, policy: policy) { ways in
                let direct = try await fixture.create(storage: ways.direct)
                let spoilt = try await RepositoryVault.open(
                    at: ways.spoilt, passphrase: Secret(Restic.passphrase),
                    settings: BackupFixture.vaultSettings)
                let job = fixture.job()
                let report = try await RepositoryEngine(fixture.settings())
                    .backup(job, to: [spoilt], RunProgress())
                try Self.requireEnd(report, plan)
                #expect(try !ways.proxy.fired.isEmpty)
                #expect(try await direct.list(.locks).isEmpty)
                if case .failed = plan.end {
                    #expect(try await direct.snapshots().snapshots.isEmpty)
                    let (_, _, second) = try await fixture.backUp(direct, job)
                    // What had arrived is not sent again.
                    #expect(second.outcomes[0].sent.bytes < 45 << 20, "\(second.outcomes[0].sent)")
                }
                #expect(try await direct.snapshots().snapshots.count == 1)
                try await Self.requireSound(ways.direct, fixture)
            }
        }
    }

    private static func requireEnd(_ report: BackupReport, _ plan: Case) throws {
        switch (plan.end, try #require(report.outcomes.first?.verdict)) {
        case (.stored, .stored): break
        case (.failed(let fits), .failed(let error)):
            let kind = (error.underlying as? StorageError)?.kind
            #expect(kind.map(fits) ?? false, "\(error)")
        case (_, .failed(let error)): Issue.record("\(plan.testDescription): \(error)")
        case (_, .stored): Issue.record("\(plan.testDescription): it was stored")
        }
    }

    /// Upstream does not reach these servers: it is given what lies there.
    private static func requireSound(
        _ storage: any Storage, _ fixture: BackupFixture
    ) async throws {
        let copy = try await fixture.storage("copy")
        for info in try await storage.listAll(nil) {
            var bytes: [UInt8] = []
            let reader = try await storage.get(info.name, nil)
            while let piece = try await reader.next() { bytes += piece }
            try await copy.put(info.name, bytes, .create)
        }
        try await Restic.new("\(fixture.folder)/copy", "check", "--read-data")
    }
}
