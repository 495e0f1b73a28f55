import Connector
import Cryptography
import Engine
import FilesConnector
import Host
import LocalStorage
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// Keys that an attempt left which came to nothing, and attempts at the same moment.
@Suite struct CreationTests {
    private static func create(_ storage: any Storage) async throws -> RepositoryVault {
        try await RepositoryVault.create(
            at: storage, NewRepository(passphrase: RepositoryFixture.passphrase),
            settings: RepositoryFixture.settings)
    }

    /// Opens by us and by upstream, by the one key that there is.
    private static func requireSound(_ path: String) async throws {
        let vault = try await RepositoryFixture.open(path)
        #expect(try await vault.keys().count == 1)
        try await Restic.new(path, "cat", "config")
    }

    @Test func oneThatWasInterruptedIsMadeAgain() async throws {
        try await withScratchFolder { folder in
            let path = "\(folder)/r"
            let storage = try await RepositoryFixture.storage(path)
            for _ in 1...3 {
                // The key, then the config.
                await #expect(throws: EngineError.self) {
                    try await Self.create(CountdownStorage(storage, failingAt: 2))
                }
            }
            _ = try await Self.create(storage)
            try await Self.requireSound(path)
        }
    }

    /// Whichever of them comes first.
    @Test(arguments: [true, false])
    func aKeyOfAnotherRepositoryIsPassedOver(isFirst: Bool) async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            var id = ours.vault.keyID
            while id == ours.vault.keyID || (id < ours.vault.keyID) != isFirst {
                let other = try KeyFile(
                    sealing: MasterKey.random(), with: RepositoryFixture.passphrase,
                    RepositoryFixture.cheap, threads: 1, created: WallClock.system.now,
                    by: RepositoryFixture.owner)
                id = ObjectID.hash(other.encoded.span)
                guard (id < ours.vault.keyID) == isFirst else { continue }
                _ = try await KeyFolder(storage: ours.vault.storage).write(other)
            }
            let opened = try await RepositoryFixture.open(ours.path)
            #expect(opened.key == ours.vault.key && opened.keyID == ours.vault.keyID)
        }
    }

    @Test func ofTwoAtOnceOneIsMade() async throws {
        try await withScratchFolder { folder in
            let path = "\(folder)/r"
            let storage = try await RepositoryFixture.storage(path)
            let slower = InterruptedStorage(storage) { _ = try await Self.create(storage) }
            let error = await #expect(throws: EngineError.self) { try await Self.create(slower) }
            #expect(error?.kind == .occupied)
            try await Self.requireSound(path)
        }
    }

    /// Another attempt takes what is there for left behind.
    @Test func aKeyThatIsTakenAwayMeanwhileIsPutBack() async throws {
        try await withScratchFolder { folder in
            let path = "\(folder)/r"
            let storage = try await RepositoryFixture.storage(path)
            let meddled = InterruptedStorage(storage) {
                for key in try await storage.listAll(RepositoryLayout.Folder.keys.name) {
                    try await storage.delete(key.name)
                }
            }
            _ = try await Self.create(meddled)
            try await Self.requireSound(path)
        }
    }

    /// Something happens just before the config is stored.
    private final class InterruptedStorage: ForwardingStorage {
        let base: any Storage
        private let deed: @Sendable () async throws -> Void

        init(_ base: any Storage, _ deed: @escaping @Sendable () async throws -> Void) {
            self.base = base
            self.deed = deed
        }

        func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
            if name == RepositoryLayout.config { try await deed() }
            try await base.put(name, body, rule)
        }
    }
}
