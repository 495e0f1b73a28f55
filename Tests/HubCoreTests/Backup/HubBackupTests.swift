import Cryptography
import Domain
import Host
import HubCore
import SQLiteStore
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// A hub in one file, and back.
@Suite(.timeLimit(.minutes(5))) struct HubBackupTests {
    @Test func aHubComesBackFrozenAndInAnotherLife() async throws {
        try await BackupFixture.with { hub in
            let made = try await hub.backup.make(in: hub.backups, sealed: hub.seal)
            #expect(try hub.names() == [made.path.name.description])
            #expect(made.manifest.rows["hub"] == 1 && made.manifest.hub == hub.hub.id)
            let life = try await hub.store.hubIdentity()?.incarnation
            // What happens afterwards is not in it.
            try await hub.store.record(
                [AuditDraft(.hubThawed, in: .hub, by: .system, at: Sample.now)])

            let manifest = try await hub.restore(made.path, into: "restored")
            #expect(manifest == made.manifest)
            let path = FilePath("\(hub.scratch)/restored")
            let data = try DataFolder(at: path)
            #expect(try MasterKeyring.open(in: data, clock: .system) == hub.keyring)
            #expect(try data.folder.status(of: RelativePath("hub.db")).mode.rawValue & 0o077 == 0)
            try await BackupFixture.withStore(at: data.storePath) { database in
                let store = SQLStore(database, sha256: { SHA256.hash($0).bytes })
                #expect(try await store.hub()?.frozen == Sample.now)
                #expect(try await store.hub()?.id == hub.hub.id)
                #expect(try await store.hubIdentity()?.incarnation != life)
                #expect(try await store.auditHead(of: .hub).sequence == 0)
                _ = try await HubKey.open(
                    store, keyring: hub.keyring, clock: .system, ids: IDSource())
            }
            withExtendedLifetime(data) {}
        }
    }

    @Test func whoMayNotOpenItChangesNothing() async throws {
        try await BackupFixture.with { hub in
            let passphrase = Secret("a passphrase to remember")
            let made = try await hub.backup.make(in: hub.backups, sealed: .passphrase(passphrase))
            let wrong: [AgeCredential] = [
                .passphrase(AgePassphrase(Secret("another passphrase"))),
                .identities([hub.identity]),
            ]
            for credential in wrong {
                await #expect(throws: CryptographyError.self) {
                    _ = try await hub.restore(made.path, into: "restored", with: credential)
                }
            }
            #expect(throws: FileError.self) { try Folder(at: FilePath("\(hub.scratch)/restored")) }
            _ = try await hub.restore(
                made.path, into: "restored", with: .passphrase(AgePassphrase(passphrase)))
            await #expect(throws: HubError.self) {
                _ = try await hub.backup.make(
                    in: hub.backups, sealed: .passphrase(Secret("short")))
            }
            #expect(try hub.names().count == 1, "nothing half is left")
        }
    }

    /// Cut off or changed anywhere, it is refused before anything is touched.
    @Test func everyByteOfItCounts() async throws {
        try await BackupFixture.with { hub in
            let made = try await hub.backup.make(in: hub.backups, sealed: hub.seal)
            let whole = try DurableFile.read(made.path, limit: .mebibytes(16))
            let path = FilePath("\(hub.scratch)/damaged.age")
            let places =
                [0, 40, 200, 230] + (1..<8).map { whole.count * $0 / 8 } + [whole.count - 1]
            for place in places {
                var changed = whole
                changed[place] ^= 0x10
                for bytes in [changed, Array(whole.prefix(place))] {
                    try DurableFile.replace(path, with: bytes)
                    await #expect(throws: (any Error).self, "at \(place)") {
                        _ = try await hub.restore(path, into: "restored")
                    }
                }
            }
            #expect(throws: FileError.self) { try Folder(at: FilePath("\(hub.scratch)/restored")) }
            try DurableFile.replace(path, with: whole)
            _ = try await hub.restore(path, into: "restored")
        }
    }

    @Test func aFolderThatHasAHubIsLeftAlone() async throws {
        try await BackupFixture.with { hub in
            let made = try await hub.backup.make(in: hub.backups, sealed: hub.seal)
            _ = try await hub.restore(made.path, into: "restored")
            let path = FilePath("\(hub.scratch)/restored/hub.db")
            let before = try DurableFile.read(path, limit: .mebibytes(16))
            let error = await #expect(throws: HubError.self) {
                _ = try await hub.restore(made.path, into: "restored")
            }
            #expect(error?.kind == .dataFolder)
            #expect(try DurableFile.read(path, limit: .mebibytes(16)) == before)
            // That of a hub at work is not even opened.
            await #expect(throws: FileError.self) {
                _ = try await hub.restore(made.path, into: "data")
            }
        }
    }

    /// Whoever was killed on the way left this behind.
    @Test func halfARestoreIsNoHubAndAWholeOneIsFinished() async throws {
        try await BackupFixture.with { hub in
            let made = try await hub.backup.make(in: hub.backups, sealed: hub.seal)
            let path = FilePath("\(hub.scratch)/restored")
            do {
                // Killed while it was filled.
                let data = try DataFolder(at: path)
                try data.folder.makeFolder(RelativePath("restoring"))
                try DurableFile.create(FilePath("\(path)/restoring/hub.db"), with: [1, 2, 3])
            }
            let error = #expect(throws: HubError.self) { try DataFolder(at: path) }
            #expect(error?.kind == .dataFolder)
            _ = try await hub.restore(made.path, into: "restored")

            // Killed while it was moved to its place, before and in the middle.
            for name in ["master.key", "hub.db"] {
                do {
                    let data = try DataFolder(at: path)
                    try data.folder.makeFolder(RelativePath("restored"))
                    try data.folder.rename(
                        RelativePath(name), to: RelativePath("restored/\(name)"),
                        replacement: .refused)
                }
                let data = try DataFolder(at: path)
                #expect(try MasterKeyring.open(in: data, clock: .system) == hub.keyring)
                #expect(try data.hasStore())
                #expect(throws: FileError.self) {
                    try data.folder.status(of: RelativePath("restored"))
                }
            }
        }
    }

    @Test func aFailedRestoreLeavesNothing() async throws {
        try await BackupFixture.with { hub in
            let made = try await hub.backup.make(in: hub.backups, sealed: hub.seal)
            let path = FilePath("\(hub.scratch)/restored")
            await #expect(throws: Unexpected.self) {
                _ = try await HubRestore(from: made.path, with: hub.credential).run(into: path) {
                    _, _, _ in throw Unexpected()
                }
            }
            var names: [String] = []
            try Folder(at: path).forEachEntry { names.append($0.name.description) }
            #expect(names == ["lock"])
        }
    }

    @Test func aRehearsalFindsRowsThatAreMissing() async throws {
        try await BackupFixture.with { hub in
            let made = try await hub.backup.make(in: hub.backups, sealed: hub.seal)
            let restore = HubRestore(from: made.path, with: hub.credential)
            let manifest = try await restore.rehearse(in: FilePath(hub.scratch)) {
                path, told, key in
                #expect(key == hub.keyring)
                try await BackupFixture.withStore(at: path) { database in
                    var census = try await StoreCensus.take(of: database)
                    try HubRestore.requireSame(census, as: told)
                    census = StoreCensus(
                        hub: census.hub, schema: census.schema,
                        rows: census.rows.merging(["hub": 2]) { _, new in new })
                    let other = census
                    #expect(throws: HubError.self) {
                        try HubRestore.requireSame(other, as: told)
                    }
                }
            }
            #expect(manifest == made.manifest)
            var names: [String] = []
            try Folder(at: FilePath(hub.scratch)).forEachEntry {
                names.append($0.name.description)
            }
            #expect(names.sorted() == ["backups", "data"], "the scratch folder is gone")
        }
    }
}
