internal import Cryptography
package import Domain
package import Host
internal import JSON
package import Store
package import Values

/// Makes backups of a hub: its store at one moment and its keyring, in one file that nobody opens
/// who was not meant to. A hub may be at work meanwhile.
package actor HubBackup {
    /// Copies the store, as it is at one moment, to a new SQLite database at a path, which nobody
    /// has open afterwards, and counts the copy.
    package typealias CopyStore = @Sendable (FilePath) async throws -> StoreCensus

    /// A backup that was made.
    package struct Made: Sendable {
        package let path: FilePath
        package let size: ByteCount
        package let manifest: BackupManifest
    }

    private nonisolated let executor = PinnedExecutor(name: "hub.backup")
    private let data: FilePath
    private let storeName: String
    private let program: String
    private let clock: WallClock
    private let ids: IDSource
    private let copyStore: CopyStore

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// - Parameters:
    ///   - data: The data folder, in which the copy of the store lies for as long as it is needed.
    ///   - program: As in `holdfast 1.2.0`.
    package init(
        of data: FilePath, storeName: String, program: String, clock: WallClock = .system,
        ids: IDSource = IDSource(), copyStore: @escaping CopyStore
    ) {
        self.data = data
        self.storeName = storeName
        self.program = program
        self.clock = clock
        self.ids = ids
        self.copyStore = copyStore
    }

    /// Makes one in a folder that is there. Under its name is a whole backup or nothing, whatever
    /// happens.
    package func make(in place: FilePath, sealed seal: BackupSeal) async throws -> Made {
        _ = try Folder(at: place)
        return try await ScratchFolder.with(in: data, named: "backup", ids: ids) { scratch in
            let made = clock.now
            let census = try await copyStore(scratch.appending(BackupManifest.storeName))
            guard let hub = census.hub else {
                throw HubError(.backup, "there is nothing to back up: no hub was started here yet")
            }
            // After the store: everything that is sealed in the copy is sealed by one of these.
            guard let keyring = try MasterKeyring.read(from: DataFolder.inspect(data)) else {
                throw MasterKeyring.missing(in: data)
            }
            let target = try BackupFolder(at: place, of: hub)
            let manifest = try manifest(census, of: hub, made, keyring, in: scratch)
            return try write(manifest, keyring, from: scratch, to: target, sealed: seal)
        }
    }

    /// Those of this hub in a folder, the newest first.
    package func items(in place: FilePath, of hub: ID<Hub>) throws -> [BackupFolder.Item] {
        try BackupFolder(at: place, of: hub).items()
    }

    /// Removes the oldest ones of this hub beyond so many.
    package func keepNewest(_ count: Int, in place: FilePath, of hub: ID<Hub>) throws -> Int {
        try BackupFolder(at: place, of: hub).keepNewest(count, at: clock.now)
    }

    /// Keeps what the audit log ends with beside the backups.
    package func keep(
        anchors: [String], of moment: Timestamp, in place: FilePath, of hub: ID<Hub>
    ) throws {
        try BackupFolder(at: place, of: hub).keep(anchors: anchors, of: moment)
    }

    private func manifest(
        _ census: StoreCensus, of hub: ID<Hub>, _ made: Timestamp, _ keyring: Keyring,
        in scratch: FilePath
    ) throws -> BackupManifest {
        let path = scratch.appending(BackupManifest.storeName)
        let file = try Folder(at: scratch).openFile(
            RelativePath(BackupManifest.storeName), for: .read)
        var hash = SHA256()
        var size = 0
        try file.forEachPiece(path: path) { piece in
            hash.update(piece)
            size += piece.count
        }
        let (keyHash, keySize) = keyring.encoded.withBytes { bytes in
            (SHA256.hash(bytes), bytes.count)
        }
        return BackupManifest(
            hub: hub, made: made, program: program, schema: census.schema, store: storeName,
            parts: [
                BackupManifest.Part(
                    name: BackupManifest.storeName, size: ByteCount(Int64(size)),
                    sha256: hash.finish()),
                BackupManifest.Part(
                    name: BackupManifest.keyName, size: ByteCount(Int64(keySize)),
                    sha256: keyHash),
            ], rows: census.rows)
    }

    private func write(
        _ manifest: BackupManifest, _ keyring: Keyring, from scratch: FilePath,
        to target: BackupFolder, sealed seal: BackupSeal
    ) throws -> Made {
        try FileDraft.removeLeftovers(in: target.folder)
        let name = try target.name(at: manifest.made)
        var writer = try BackupWriter(in: target.folder, sealed: seal, made: manifest.made)
        try writer.add(
            BackupManifest.fileName, BackupManifest.schema.encode(manifest))
        try writer.add(
            BackupManifest.storeName, RelativePath(BackupManifest.storeName),
            of: Folder(at: scratch))
        try writer.add(
            BackupManifest.keyName, keyring.encoded.withBytes { [UInt8](copying: $0) })
        try writer.commit(as: name)
        return Made(
            path: target.folder.path.appending(name.string),
            size: try target.folder.status(of: name).size, manifest: manifest)
    }
}
