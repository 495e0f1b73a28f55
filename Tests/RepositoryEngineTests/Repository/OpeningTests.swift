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

@Suite struct OpeningTests {
    @Test(arguments: Restic.all)
    func upstreamsRepositoryOpens(restic: Restic) async throws {
        try await withScratchFolder { folder in
            let path = try await RepositoryFixture.resticRepository(in: folder, restic)
            let vault = try await RepositoryFixture.open(path)
            let config = try await restic.json(path, "cat", "config")
            #expect(config["id"]?.text == vault.config.id.description)
            #expect(
                config["chunker_polynomial"]?.text == vault.config.chunkerPolynomial.description)
            #expect(config["version"]?.wholeNumber == 2)
        }
    }

    @Test(arguments: Restic.all)
    func upstreamOpensAndChecksOurs(restic: Restic) async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let config = try await restic.json(ours.path, "cat", "config")
            #expect(config["id"]?.text == ours.vault.config.id.description)
            try await restic(ours.path, "check")
            try await restic(ours.path, "backup", "/etc/hostname")
            try await restic(ours.path, "check", "--read-data")
        }
    }

    @Test func aWrongPassphraseOpensNothing() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let error = await #expect(throws: EngineError.self) {
                try await RepositoryVault.open(
                    at: ours.vault.storage, passphrase: Secret("wrong"),
                    settings: RepositoryFixture.settings)
            }
            #expect(error?.kind == .wrongKey)
        }
    }

    @Test func anotherRepositoryIsForeign() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let error = await #expect(throws: EngineError.self) {
                try await RepositoryVault.open(
                    at: ours.vault.storage, expecting: ObjectID.hash([1].span),
                    passphrase: RepositoryFixture.passphrase,
                    settings: RepositoryFixture.settings)
            }
            #expect(error?.kind == .foreignVault)
        }
    }

    @Test func aRepositoryIsMadeInAnEmptyPlaceOnly() async throws {
        try await withScratchFolder { folder in
            let storage = try await RepositoryFixture.storage("\(folder)/taken")
            try await storage.put("somebodys.txt", [1], .create)
            let new = NewRepository(
                passphrase: RepositoryFixture.passphrase)
            let error = await #expect(throws: EngineError.self) {
                try await RepositoryVault.create(
                    at: storage, new, settings: RepositoryFixture.settings)
            }
            #expect(error?.kind == .occupied)
            let ours = try await RepositoryFixture(in: folder)
            let again = await #expect(throws: EngineError.self) {
                try await RepositoryVault.create(
                    at: ours.vault.storage, new, settings: RepositoryFixture.settings)
            }
            #expect(again?.kind == .occupied)
        }
    }

    @Test func whereThereIsNoneNothingIsOpened() async throws {
        try await withScratchFolder { folder in
            let error = await #expect(throws: EngineError.self) {
                try await RepositoryFixture.open("\(folder)/none")
            }
            #expect(error?.kind == .noVault)
        }
    }
}
