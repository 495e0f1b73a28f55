import Cryptography
import Engine
import Host
import TestSupport
import Testing
import Values

@testable import LocalState

/// What a machine knows, and its keys, after the power was cut at any moment: what a call had
/// returned is there, and nothing is in the way of the next one.
@Suite(.timeLimit(.minutes(10))) struct StatePowerCutTests {
    private static let paths = [Array("/srv".utf8)]
    private static let started = Timestamp(seconds: 1_800_000_000)

    private static func folders(_ home: String) throws -> LocalFolders {
        try LocalFolders(environment: ["HOME": home])
    }

    @Test func whatHadReturnedIsThere() async throws {
        var random = SeededGenerator()
        try await withScratchFolder { scratch in
            let home = "\(scratch)/home"
            _ = try await blocking { try shell("mkdir '\(home)'") }
            let ids = IDSource()
            var recipient: AgeRecipient?
            var tenant: UUID?
            var source: SourceRecord?
            var run: UUID?
            let cut = try await PowerCut.record(FilePath(home)) { recording in
                let folders = try Self.folders(home)
                let state = LocalState(folders, ids: ids)
                recipient = try KeyFolder(folders).create(.standard, passphrase: nil).0.recipient
                recording.note("key")
                tenant = try state.machine().tenant
                recording.note("machine")
                let made = try state.source(of: Self.paths)
                source = made
                recording.note("source")
                let vault = VaultRecord(vault: ids.next(), place: "file:/a", format: .archive)
                try state.remember(vault)
                recording.note("vault")
                let begun = try state.run(
                    of: made.source, to: [vault.vault], terms: "", now: Self.started)
                run = begun.run.run
                recording.note("run")
            }
            let count = try await cut.forEachCrash(seed: random.next()) { crash in
                let folders = try Self.folders("\(crash.root)")
                let state = LocalState(folders, ids: ids)
                let notes = Set(crash.notes)
                let keys = KeyFolder(folders)
                if try keys.list().isEmpty {
                    let (key, identity) = try keys.create(.standard, passphrase: nil)
                    #expect(try keys.list() == [key], "\(crash)")
                    #expect(try keys.identity(of: key) { nil }.recipient == identity.recipient)
                    #expect(!notes.contains("key"), "\(crash)")
                } else if notes.contains("key") {
                    let key = try #require(try keys.list().first, "\(crash)")
                    #expect(try keys.identity(of: key) { nil }.recipient == recipient, "\(crash)")
                }
                if notes.contains("vault") {
                    #expect(try state.vault(at: "file:/a") != nil, "\(crash)")
                }
                if notes.contains("run") {
                    let open = try state.openRuns(now: Self.started)
                    #expect(open.map(\.run) == [run], "\(crash)")
                }
                let machine = try state.machine()
                if notes.contains("machine") { #expect(machine.tenant == tenant, "\(crash)") }
                let found = try state.source(of: Self.paths)
                guard notes.contains("source") else { return }
                #expect(found.source == source?.source, "\(crash)")
                #expect(
                    found.signingKey.verifyingKey == source?.signingKey.verifyingKey, "\(crash)")
            }
            #expect(count > 100)
            print("\(count) power cuts of what a machine knows, seed \(random.seed)")
        }
    }
}
