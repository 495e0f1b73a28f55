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

/// Locations that write an object in its place, and lose the connection in the middle of it.
@Suite(.timeLimit(.minutes(3))) struct HalfStoredTests {
    static let folders = [RepositoryLayout.Folder.data, .index, .snapshots]

    @Test(arguments: folders, [true, false])
    func whatIsThereHalfIsNotTakenForStored(folder: RepositoryLayout.Folder, mayReplace: Bool)
        async throws
    {
        try await BackupFixture.with { fixture in
            var generator = SeededGenerator()
            try fixture.write("file", BackupFixture.noise(3 << 20, &generator))
            try await fixture.create().storage.close()
            let halving = HalvingStorage(
                try await fixture.storage(), folder, mayReplace: mayReplace)
            let retrying = RetryingStorage(
                halving, policy: RetryPolicy(firstDelay: .zero, delayMax: .zero))
            let vault = try await RepositoryVault.open(
                at: retrying, passphrase: Secret(Restic.passphrase),
                settings: BackupFixture.vaultSettings)
            let isStored = await Damage.outcome { try await fixture.backUp(vault) }
            #expect(isStored == mayReplace)
            #expect(halving.isSpent)
            guard mayReplace else { return }
            try await Restic.new(fixture.repository, "check", "--read-data")
        }
    }

    private final class HalvingStorage: ForwardingStorage {
        let base: any Storage
        private let folder: ObjectName
        private let mayReplace: Bool
        private let left = Mutex(true)

        init(_ base: any Storage, _ folder: RepositoryLayout.Folder, mayReplace: Bool) {
            self.base = base
            self.folder = folder.name
            self.mayReplace = mayReplace
        }

        var isSpent: Bool { left.withLock { !$0 } }

        func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
            guard rule == .create || mayReplace else {
                throw StorageError(.denied, "nothing is replaced here", object: name)
            }
            let isTurn =
                name.isBelow(folder)
                && left.withLock { left in
                    defer { left = false }
                    return left
                }
            guard isTurn else { return try await base.put(name, body, rule) }
            let whole = try await body.open().collect(limit: 1 << 30)
            try await base.put(name, Array(whole.prefix(whole.count / 2)), rule)
            throw StorageError(.unreachable, "the connection broke", object: name)
        }
    }
}
