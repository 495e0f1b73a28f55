// docs/formats/hub-backup.md

package import Cryptography
package import Domain
internal import JSON
package import Values

/// What a backup of a hub says of itself: which hub, when, and what its parts have to be.
package struct BackupManifest: Hashable, Sendable {
    /// A file of the backup.
    package struct Part: Hashable, Sendable {
        package let name: String
        package let size: ByteCount
        package let sha256: SHA256Digest
    }

    package static let fileName = "manifest.json"
    /// The hub's store, as SQLite, whatever it was taken from.
    package static let storeName = "hub.db"
    /// The keyring, as it lies in a data folder.
    package static let keyName = "master.key"
    static let sizeMax = 1 << 20
    private static let sizeOfPartMax = 1 << 50

    package let hub: ID<Hub>
    package let made: Timestamp
    /// Of the program that made it, for people.
    package let program: String
    /// Of the hub's store.
    package let schema: Int
    /// What it was taken from, for people.
    package let store: String
    package let parts: [Part]
    /// How many rows each table has.
    package let rows: [String: Int]

    static let schema = Schema<BackupManifest>.object(
        "HubBackup", "A backup of a hub.",
        Field("holdfast", { _ in "hub-backup" }, .backupWord),
        Field("version", { _ in 1 }, .integer(1...1)),
        Field("hub", \.hub, .id()), Field("made", \.made, .timestamp),
        Field("program", \.program, .text(1...100)),
        Field("schema", \.schema, .integer(1...10_000)),
        Field("store", \.store, .text(1...500)),
        Field("parts", \.parts, .list(of: .backupPart, 2...2)),
        Field("rows", \.rows, .map(of: .integer(0...Int.max), 1...1000))
    ) { _, _, hub, made, program, schema, store, parts, rows in
        guard parts.map(\.name) == [storeName, keyName] else {
            throw Violation.Reason.invalid(
                code: "parts", message: "The parts are not those of a backup.")
        }
        return BackupManifest(
            hub: hub, made: made, program: program, schema: schema, store: store, parts: parts,
            rows: rows)
    }

    fileprivate static let sizes = 0...Int64(sizeOfPartMax)
}

extension Schema<String> {
    fileprivate static let backupWord = Schema.string(
        format: nil, expected: "\"hub-backup\"",
        parse: { $0.utf8.elementsEqual("hub-backup".utf8) ? $0 : nil }, print: { $0 })
}

extension Schema<BackupManifest.Part> {
    fileprivate static let backupPart = Schema.object(
        "HubBackupPart", "A file of a backup.",
        Field("name", \.name, .text(1...100)),
        Field("size", \.size.bytes, .integer(BackupManifest.sizes)),
        Field("sha256", \.sha256.description, .text(64...64))
    ) { name, size, sha256 in
        guard let sha256 = SHA256Digest(hex: sha256) else {
            throw Violation.Reason.invalid(code: "sha256", message: "This is no SHA-256.")
        }
        return BackupManifest.Part(name: name, size: ByteCount(size), sha256: sha256)
    }
}
