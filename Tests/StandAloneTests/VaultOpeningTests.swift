import ArchiveEngine
import Cryptography
import Engine
import Host
import LocalState
import LocalStorage
import Storage
import TestSupport
import Testing
import Values

@testable import StandAlone

/// A machine believes what it knows before what a vault says.
@Suite(.timeLimit(.minutes(5))) struct VaultOpeningTests {
    private struct Machine {
        let state: LocalState
        let keys: KeyFolder
        let ids = IDSource()

        init(_ home: String) throws {
            let folders = try LocalFolders(environment: ["HOME": home])
            state = LocalState(folders, ids: ids)
            keys = KeyFolder(folders)
        }

        func opening(_ brought: BroughtKeys = BroughtKeys()) -> VaultOpening {
            VaultOpening(state: state, keyFolder: keys, brought: brought)
        }

        func source() throws -> SourceRecord { try state.source(of: [Array("/etc".utf8)]) }

        func create(at place: any Storage, _ brought: BroughtKeys) async throws -> VaultMarker {
            try await opening(brought).create(
                at: place, isEncrypted: true, ids: ids, now: WallClock.system.now)
        }
    }

    private func withMachines(
        _ body: (Machine, Machine, any Storage) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let made = try await runProgram(
                "mkdir", ["\(scratch)/one", "\(scratch)/two", "\(scratch)/vault"])
            #expect(made.status == 0)
            try await body(
                try Machine("\(scratch)/one"), try Machine("\(scratch)/two"),
                try LocalStorage(root: FilePath("\(scratch)/vault")))
        }
    }

    private func refused(
        _ kind: StandAloneError.Kind, _ work: () async throws -> Void,
        location: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: StandAloneError.self, sourceLocation: location) {
            try await work()
        }
        #expect(error?.kind == kind, sourceLocation: location)
    }

    @Test func whoMadeAVaultWritesToItWithoutAnyKey() async throws {
        try await withMachines { one, _, place in
            let recipient = AgeIdentity.random().recipient
            let marker = try await one.create(at: place, BroughtKeys(recipients: [recipient]))
            let vault = try await one.opening().openForWriting(place, source: one.source())
            #expect(vault.marker == marker)
            #expect(vault.keys.recipients?.map(\.recipient) == [recipient])
        }
    }

    @Test func aVaultSeenForTheFirstTimeIsWrittenForThoseWhoAreNamed() async throws {
        try await withMachines { one, two, place in
            let (mine, hers) = (AgeIdentity.random().recipient, AgeIdentity.random().recipient)
            _ = try await one.create(at: place, BroughtKeys(recipients: [mine, hers]))
            let source = try two.source()
            await refused(.noEncryptionChosen) {
                _ = try await two.opening().openForWriting(place, source: source)
            }
            // Reading teaches nothing about whom to write for.
            _ = try await two.opening().openForReading(place, needsKey: false)
            await refused(.noEncryptionChosen) {
                _ = try await two.opening().openForWriting(place, source: source)
            }
            await refused(.contradiction) {
                _ = try await two.opening(BroughtKeys(recipients: [mine]))
                    .openForWriting(place, source: source)
            }
            _ = try await two.opening(BroughtKeys(recipients: [mine, hers]))
                .openForWriting(place, source: source)
            _ = try await two.opening().openForWriting(place, source: source)
        }
    }

    @Test func aPassphraseIsEnoughOnAnyMachine() async throws {
        try await withMachines { one, two, place in
            let brought = BroughtKeys(passphrase: .given(Secret("correct horse")))
            _ = try await one.create(at: place, brought)
            _ = try await two.opening(brought).openForWriting(place, source: two.source())
            let reader = try await two.opening(brought).openForReading(place, needsKey: true)
            #expect(reader.keys.identities.count == 1)
            let wrong = BroughtKeys(passphrase: .given(Secret("wrong horse")))
            let error = await #expect(throws: EngineError.self) {
                _ = try await two.opening(wrong).openForReading(place, needsKey: true)
            }
            #expect(error?.kind == .wrongKey)
            await refused(.keyMissing) {
                _ = try await two.opening().openForReading(place, needsKey: true)
            }
        }
    }

    @Test func aSwappedVaultIsNotWrittenTo() async throws {
        try await withMachines { one, two, place in
            let recipient = AgeIdentity.random().recipient
            let brought = BroughtKeys(recipients: [recipient])
            _ = try await one.create(at: place, brought)
            try await place.delete(ArchiveLayout.marker)
            // Another vault where the first one was: a disk that was exchanged.
            _ = try await two.create(at: place, brought)
            let error = await #expect(throws: EngineError.self) {
                _ = try await one.opening(brought).openForWriting(place, source: one.source())
            }
            #expect(error?.kind == .foreignVault)
        }
    }

    @Test func aRecipientThatWasSlippedInStopsTheBackup() async throws {
        try await withMachines { one, _, place in
            let recipient = AgeIdentity.random().recipient
            let marker = try await one.create(at: place, BroughtKeys(recipients: [recipient]))
            let evil = NamedRecipient(
                name: try #require(KeyName("evil")), recipient: AgeIdentity.random().recipient)
            let forged = VaultMarker(
                vault: marker.vault, created: marker.created, encryption: marker.encryption,
                recipients: marker.recipients + [evil], partSize: marker.partSize)
            try await place.put(ArchiveLayout.marker, forged.encoded, .replace)
            let error = await #expect(throws: EngineError.self) {
                _ = try await one.opening().openForWriting(place, source: one.source())
            }
            #expect(error?.kind == .foreignVault)
        }
    }

    @Test func nothingIsMadeWhereNobodySaysWhoMayRead() async throws {
        try await withMachines { one, _, place in
            await refused(.noEncryptionChosen) {
                _ = try await one.create(at: place, BroughtKeys())
            }
            let left = try await place.listAll(nil)
            #expect(left.isEmpty)
        }
    }
}
