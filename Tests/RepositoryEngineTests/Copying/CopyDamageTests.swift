import Cryptography
import Engine
import Host
import Storage
import StorageSupport
import Synchronization
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// A damaged piece is met while a full pack, with pieces of other snapshots in it, is on its way.
@Suite(.timeLimit(.minutes(5))) struct CopyDamageTests {
    @Test func whatIsReportedAsCopiedIsWhole() async throws {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            let source = try await fixture.create("r")
            try fixture.write("first", BackupFixture.noise(3 << 20, &generator))
            try await fixture.backUp(source)
            let before = Set(try await source.list(.data).map(\.id))
            try fixture.write("second", BackupFixture.noise(44 << 20, &generator))
            try await fixture.backUp(source)
            let damaged = try await Self.damage(source, except: before)
            _ = try await blocking { try shell("rm '\(fixture.source)/second'") }
            try fixture.write("third", BackupFixture.noise(1000, &generator))
            try await fixture.backUp(source)

            let met = Mutex(false)
            let watched = try await Self.open(
                WatchedStorage(source.storage, damaged) { met.withLock { $0 = true } })
            _ = try await fixture.create("copies")
            let target = try await Self.open(
                SlowStorage(try await fixture.storage("copies")) { met.withLock { $0 } })
            let report = try await watched.copy(to: target, RunProgress())

            #expect(report.lines.count == 3)
            for (number, line) in report.lines.enumerated() {
                switch line.outcome {
                case .copied: #expect(number != 1)
                case .failed: #expect(number == 1, "only one needs what is damaged")
                case .isThere: Issue.record("there was none")
                }
            }
            let check = try await fixture.open("copies").verify(
                VerifyScope(reading: .everything), RunProgress())
            #expect(check.findings == [])
            #expect(check.snapshots == 2)
        }
    }

    private static func open(_ storage: any Storage) async throws -> RepositoryVault {
        try await RepositoryVault.open(
            at: storage, passphrase: Secret(Restic.passphrase),
            settings: BackupFixture.vaultSettings)
    }

    /// Changes the last blob that is read of the packs that are new.
    private static func damage(
        _ vault: RepositoryVault, except before: Set<ObjectID>
    ) async throws -> ObjectID {
        let index = try await vault.loadIndex()
        let rows = (0..<index.data.count).map { index.data[$0] }
        let last = try #require(
            rows.filter { !before.contains(index.packs[Int($0.pack)]) }
                .max { ($0.pack, $0.offset) < ($1.pack, $1.offset) })
        let pack = index.packs[Int(last.pack)]
        try await Damage.flip(
            RepositoryLayout.object(.data, pack), at: Int(last.offset) + 40, vault)
        return pack
    }

    private final class WatchedStorage: ForwardingStorage {
        let base: any Storage
        private let pack: ObjectName
        private let met: @Sendable () -> Void

        init(_ base: any Storage, _ pack: ObjectID, met: @escaping @Sendable () -> Void) {
            self.base = base
            self.pack = RepositoryLayout.object(.data, pack)
            self.met = met
        }

        func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
            if name == pack { met() }
            return try await base.get(name, range)
        }
    }

    /// Takes its first pack only when the damage was met, and leaves time for a cancellation.
    private final class SlowStorage: ForwardingStorage {
        let base: any Storage
        private let isMet: @Sendable () -> Bool
        private let isFirst = Mutex(true)

        init(_ base: any Storage, isMet: @escaping @Sendable () -> Bool) {
            self.base = base
            self.isMet = isMet
        }

        func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
            if name.isBelow("data"), isFirst.withLock({ $0.take() }) {
                while !isMet() { await Task.yield() }
                for _ in 0..<200_000 where !Task.isCancelled { await Task.yield() }
                try Task.checkCancellation()
            }
            try await base.put(name, body, rule)
        }
    }
}

extension Bool {
    /// What it was; it is false from then on.
    fileprivate mutating func take() -> Bool {
        defer { self = false }
        return self
    }
}
