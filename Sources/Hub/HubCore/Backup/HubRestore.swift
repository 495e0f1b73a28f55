package import Cryptography
internal import Domain
package import Host
package import Store
internal import Values

/// Brings a hub back from a backup, or rehearses that.
///
/// Every method blocks.
package struct HubRestore: Sendable {
    /// Looks at the copy of a store at a path, changes it as it is to be changed, and puts it
    /// where a hub will look for it; the file may stay or go.
    package typealias PutStore = @Sendable (FilePath, BackupManifest, Keyring) async throws -> Void

    private let file: FilePath
    private let credential: AgeCredential

    package init(from file: FilePath, with credential: AgeCredential) {
        self.file = file
        self.credential = credential
    }

    /// Restores into a data folder that has no hub. No hub starts on it before all of it is there,
    /// and it begins frozen.
    ///
    /// Throws `HubError.backup`, `CryptographyError` and `StoreError` before anything is touched
    /// where the backup is damaged, is not for this credential, or is of a newer program.
    package func run(
        into path: FilePath, putStore: PutStore
    ) async throws -> BackupManifest {
        let manifest = try readable()
        let data = try DataFolder(at: path, for: .restoring)
        let folder = try data.beginRestore()
        do {
            _ = try BackupReader.read(file, with: credential, into: folder)
            try await putStore(
                folder.path.appending(BackupManifest.storeName), manifest, keyring(in: folder))
            try data.finishRestore()
            return manifest
        } catch {
            // What is left says by itself that it is half; why it failed matters more.
            try? data.abandonRestore()
            throw error
        }
    }

    /// Reads all of a backup and opens its store in a scratch folder, which is gone afterwards.
    package func rehearse(
        in place: FilePath, ids: IDSource = IDSource(),
        look: (FilePath, BackupManifest, Keyring) async throws -> Void
    ) async throws -> BackupManifest {
        let manifest = try readable()
        return try await ScratchFolder.with(in: place, named: "backup", ids: ids) { scratch in
            let folder = try Folder(at: scratch)
            _ = try BackupReader.read(file, with: credential, into: folder)
            try await look(
                scratch.appending(BackupManifest.storeName), manifest, keyring(in: folder))
            return manifest
        }
    }

    private func readable() throws -> BackupManifest {
        let manifest = try BackupReader.read(file, with: credential)
        guard manifest.schema <= Migration.all.count else {
            throw StoreError(
                .newerSchema,
                """
                the backup was made by a newer Holdfast (\(manifest.program)): restore it with \
                that version
                """)
        }
        return manifest
    }

    private func keyring(in folder: Folder) throws -> Keyring {
        var bytes = try folder.read(
            RelativePath(BackupManifest.keyName), limit: ByteCount(Keyring.encodedSizeMax))
        return try Keyring(decoding: Secret(taking: &bytes))
    }

    /// Throws `HubError.backup` where a store is not the one that the manifest tells of.
    package static func requireSame(
        _ census: StoreCensus, as manifest: BackupManifest
    ) throws {
        guard census.hub == manifest.hub, census.schema == manifest.schema else {
            throw HubError(.backup, "the store in the backup is not the one it tells of")
        }
        for (table, count) in manifest.rows where census.rows[table] != count {
            throw HubError(
                .backup,
                """
                the table \(table) has \(census.rows[table] ?? 0) rows in the backup and had \
                \(count)
                """)
        }
    }
}
