import Cryptography
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Making and opening vaults.
@Suite struct VaultTests {
    private static func new(_ recipient: AgeRecipient, _ number: UInt64 = 1) -> NewVault {
        NewVault(
            id: UUID(high: 1, low: number), created: ArchiveFixture.started,
            recipients: [NamedRecipient(name: name("main"), recipient: recipient)])
    }

    private static func kind(_ body: () async throws -> Void) async -> EngineError.Kind? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? EngineError)?.kind
        }
    }

    @Test func anOccupiedPlaceIsRefusedAndLeftAlone() async throws {
        let recipient = AgeIdentity.random().recipient
        let vault = MemoryStorage()
        try await ArchiveVault.create(at: vault, Self.new(recipient))
        let foreign = MemoryStorage()
        try await foreign.put(ObjectName("photos/1.jpg"), [1], .create)
        for storage in [vault, foreign] {
            let before = try await storage.listAll(nil)
            let kind = await Self.kind {
                try await ArchiveVault.create(at: storage, Self.new(recipient, 2))
            }
            #expect(kind == .occupied)
            #expect(try await storage.listAll(nil) == before)
        }
    }

    @Test func anInterruptedCreationIsRepeated() async throws {
        let identity = AgeIdentity.random()
        let memory = MemoryStorage()
        let gate = GateStorage(memory) { name, attempt in
            name == ArchiveLayout.marker && attempt == 1
                ? .fails(StorageError(.unreachable, "gone")) : .proceeds
        }
        var new = Self.new(identity.recipient)
        new.sealedIdentities = [
            .init(
                name: name("main"), identity: identity,
                passphrase: AgePassphrase(Secret("correct horse"), workFactor: 10))
        ]
        let wanted = new
        #expect(await Self.kind { try await ArchiveVault.create(at: gate, wanted) } == .storage)
        #expect(await Self.kind { _ = try await ArchiveVault.readMarker(at: gate) } == .noVault)
        try await ArchiveVault.create(at: gate, wanted)
        let back = try await ArchiveVault.identity(
            name("main"), at: memory, AgePassphrase(Secret("correct horse")))
        #expect(back.recipient == identity.recipient)
        let kind = await Self.kind {
            _ = try await ArchiveVault.identity(
                name("main"), at: memory, AgePassphrase(Secret("wrong horse")))
        }
        #expect(kind == .wrongKey)
    }

    @Test func aMissingOrForeignVaultIsNoticed() async throws {
        let recipient = AgeIdentity.random().recipient
        let memory = MemoryStorage()
        func open(_ number: UInt64, _ keys: ArchiveKeys) async -> EngineError.Kind? {
            await Self.kind {
                _ = try await ArchiveVault.open(
                    at: memory, expecting: UUID(high: 1, low: number), keys: keys, scope: nil)
            }
        }
        #expect(await open(1, ArchiveKeys()) == .noVault)
        try await ArchiveVault.create(at: memory, Self.new(recipient))
        #expect(await open(1, ArchiveKeys()) == nil)
        #expect(await open(2, ArchiveKeys()) == .foreignVault)
        let mine = NamedRecipient(name: name("main"), recipient: recipient)
        let intruder = NamedRecipient(
            name: name("spy"), recipient: AgeIdentity.random().recipient)
        #expect(await open(1, ArchiveKeys(recipients: [mine])) == nil)
        #expect(await open(1, ArchiveKeys(recipients: [mine, intruder])) == .foreignVault)
        #expect(await open(1, ArchiveKeys(recipients: [])) == .foreignVault)
    }
}
