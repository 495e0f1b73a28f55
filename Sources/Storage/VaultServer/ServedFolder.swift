package import Host
package import LocalStorage
internal import Storage
internal import Synchronization
internal import Values

/// The folder that is served, with a vault in each folder below it that a client has made one.
///
/// One server has it at a time. The folder is never made: where it is missing, or is another than
/// at the start, a disk is not mounted.
package final class ServedFolder: Sendable {
    /// Two keep a disk busy; more let short objects pass long ones, and wait for fsync at once.
    private static let threads = 8
    /// Of the bytes that are read for one client at a time: a hundred slow ones hold 13 MB.
    private static let pieceSize = 128 << 10
    /// More than clients of one disk use in turns.
    private static let knownMax = 4096

    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    let path: FilePath
    let pool: ThreadPool
    private let reserve: Reserve
    private let identity: Identity
    private let vaults = Mutex<[VaultPath: LocalStorage]>([:])
    private let lock: FolderLock

    /// Blocks. Throws `.inUse` while another server has the folder, and `.notFound` where there is
    /// none, or one without clients.
    package init(at path: FilePath, reserve: Reserve = .standard) throws {
        self.path = path
        self.reserve = reserve
        let folder = try Folder(at: path)
        identity = try Self.identity(of: folder)
        lock = try FolderLock(folder.folder(RelativePath(ClientFile.folderName)))
        pool = try ThreadPool(name: "vault", size: Self.threads)
    }

    /// The objects of a vault, which need not be there.
    func storage(of vault: VaultPath) async throws -> LocalStorage {
        if let known = vaults.withLock({ $0[vault] }) { return known }
        let fresh = try LocalStorage(
            root: path(of: vault), reserve: reserve, pool: pool, pieceSize: Self.pieceSize)
        // What uploads left behind whose server was killed; those that go on are not touched.
        if try await isThere(vault) {
            _ = try await fresh.sweep(before: Timestamp(milliseconds: .max))
        }
        return vaults.withLock { vaults in
            if let known = vaults[vault] { return known }
            if vaults.count >= Self.knownMax { vaults = [:] }
            vaults[vault] = fresh
            return fresh
        }
    }

    /// Throws what a client is told while the disk is away.
    func isThere(_ vault: VaultPath) async throws -> Bool {
        try await pool.run { [self] in
            let folder = try open()
            do throws(FileError) {
                _ = try folder.folder(RelativePath(vault.name.text))
                return true
            } catch  where error.kind == .notFound {
                return false
            }
        }
    }

    /// Makes a vault's folder and those above it, and brings them to the disk. One that is there is
    /// a success.
    func make(_ vault: VaultPath) async throws {
        try await pool.run { [self] in
            var folder = try open()
            for part in vault.name.parts {
                let name = try RelativePath(part)
                try folder.makeFolders(name)
                // Also for one that was there: whoever made it may not have come to this step.
                try folder.synchronize()
                folder = try folder.folder(name)
            }
        }
    }

    func path(of vault: VaultPath) -> FilePath { path.appending(vault.name.text) }

    private func open() throws -> Folder {
        let folder: Folder
        do {
            folder = try Folder(at: path)
        } catch  where error.kind == .notFound {
            throw VaultRefusal.noDisk
        }
        guard try Self.identity(of: folder) == identity else { throw VaultRefusal.noDisk }
        return folder
    }

    private static func identity(of folder: Folder) throws(FileError) -> Identity {
        let status = try folder.status()
        return Identity(device: status.device, inode: status.inode)
    }
}
