import Connector
import Cryptography
import Engine
import Host
import JSON
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

@Suite struct KeyTests {
    @Test func keysAreAddedUsedByUpstreamAndRemoved() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let first = ours.vault
            let second = try await first.addKey(Secret("second"))
            #expect(try await first.keys().count == 2)
            let listed = try await Restic.old(ours.path, "key", "list", "--json")
            #expect(String(decoding: listed, as: UTF8.self).contains(second.short))

            let error = await #expect(throws: EngineError.self) {
                try await first.removeKey(first.keyID)
            }
            #expect(error?.kind == .local)
            let opened = try await RepositoryVault.open(
                at: first.storage, passphrase: Secret("second"),
                settings: RepositoryFixture.settings)
            #expect(opened.key == first.key && opened.keyID == second)
            try await opened.removeKey(first.keyID)
            await #expect(throws: EngineError.self) {
                try await RepositoryFixture.open(ours.path)
            }
        }
    }

    /// Each was opened with the key that the other takes away.
    @Test func twoDoNotRemoveEachOthersKey() async throws {
        try await withScratchFolder { folder in
            let first = try await RepositoryFixture(in: folder).vault
            let second = try await first.addKey(Secret("second"))
            let other = try await RepositoryVault.open(
                at: first.storage, passphrase: Secret("second"),
                settings: RepositoryFixture.settings)
            let lock = try await first.lock(.shared)
            for vault in [first, other] {
                let error = await #expect(throws: EngineError.self) {
                    try await vault.removeKey(vault === first ? second : first.keyID)
                }
                #expect(error?.kind == .locked, "somebody is at work")
            }
            let refused = await #expect(throws: EngineError.self) {
                try await other.changePassphrase(to: Secret("third"))
            }
            #expect(refused?.kind == .locked)
            #expect(try await first.keys().count == 2, "none was added either")
            await lock.release()

            try await first.removeKey(second)
            let error = await #expect(throws: EngineError.self) {
                try await other.removeKey(first.keyID)
            }
            #expect(error?.kind == .wrongKey)
            #expect(try await first.keys().map(\.id) == [first.keyID])
        }
    }

    @Test func aChangedPassphraseOpensAndTheOldOneDoesNot() async throws {
        try await withScratchFolder { folder in
            let path = try await RepositoryFixture.resticRepository(in: folder, .new)
            let vault = try await RepositoryFixture.open(path)
            let changed = try await vault.changePassphrase(to: Secret("another"))
            #expect(changed.key == vault.key)
            #expect(try await changed.keys().map(\.isCurrent) == [true])
            await #expect(throws: Restic.Failed.self) {
                try await Restic.new(path, "cat", "config")
            }
        }
    }

    /// What people make, who set no cost.
    @Test func aNewKeyCostsWhatUpstreamsOwnDo() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(
                in: folder, settings: RepositorySettings(owner: RepositoryFixture.owner))
            let name = RepositoryLayout.object(.keys, ours.vault.keyID)
            let key = try KeyFile(parsing: try await ours.vault.storage.get(name, limit: 1 << 16))
            #expect(key.cost.rounds == 32768 && key.cost.blockSize == 8)
            #expect((4...20).contains(key.cost.lanes))
        }
    }

    @Test func aDamagedKeyIsNamed() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let name = RepositoryLayout.object(.keys, ours.vault.keyID)
            var bytes = try await ours.vault.storage.get(name, limit: 1 << 16)
            bytes[bytes.count / 2] ^= 1
            try await ours.vault.storage.put(name, bytes, .replace)
            let error = await #expect(throws: EngineError.self) {
                try await RepositoryFixture.open(ours.path)
            }
            #expect(error?.kind == .damaged)
            #expect(error?.message.contains(ours.vault.keyID.short) == true)
        }
    }

    @Test(arguments: [
        #"{"kdf":"scrypt","N":1000,"r":8,"p":1,"salt":"AAAA","data":"AAAA"}"#,
        #"{"kdf":"scrypt","N":1073741824,"r":8,"p":1,"salt":"AAAA","data":"AAAA"}"#,
        #"{"kdf":"scrypt","N":32768,"r":8,"p":1,"salt":"AAAA","data":"AAAA"}"#, "[]", "{",
    ])
    func whatIsNoKeyFileIsRefused(text: String) {
        #expect(throws: EngineError.self) { try KeyFile(parsing: Array(text.utf8)) }
    }

    @Test func lanesOnThreadsGiveTheSameKey() async throws {
        let salt = Array("NaCl".utf8)
        let cost = try #require(Scrypt.Cost(rounds: 1024, blockSize: 8, lanes: 5))
        try await blocking {
            let plain = try Scrypt.derive(
                from: Secret("password"), salt: salt, workFactor: 10, parallelism: 5, count: 64)
            for threads in [1, 2, 5, 9] {
                let threaded = try Scrypt.derive(
                    from: Secret("password"), salt: salt, cost, threads: threads, count: 64)
                #expect(threaded == plain, "\(threads) threads")
            }
        }
    }
}
