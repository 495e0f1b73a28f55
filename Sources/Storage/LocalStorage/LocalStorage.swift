package import Host
package import Storage
package import Values

/// Objects as files below a folder of this machine: a disk, or what is mounted as one.
///
/// An object is written under a temporary name in the root (`.holdfast-….tmp`), brought to the
/// disk, renamed to its own name and followed by the folder that names it. Files are made with mode
/// 0600 and folders with 0700. Folders that a delete leaves empty are removed.
///
/// The root itself is never made: a missing one is a disk that is not mounted.
package final class LocalStorage: Storage {
    /// Two keep a disk busy, more let short objects pass long ones.
    private static let threads = 4

    package let place: String
    package let traits = StorageTraits(
        takesUnknownLength: true, isLocal: true, createIsExact: true,
        transfersMax: LocalStorage.threads)
    private let root: LocalRoot
    private let reserve: Reserve
    private let pool: ThreadPool
    private let known = KnownFolders()
    private let pieceSize: Int

    /// Large enough that a disk is busy with one, and small enough to hold several: blocks which
    /// the heap keeps, not the kind that `Heap.returnLargeBlocks` gives back.
    package static let pieceSizeDefault = 512 << 10

    /// Nothing is looked at yet. Several locations may share a pool.
    /// - Parameter pieceSize: What a reader gives at a time.
    package init(
        root: FilePath, reserve: Reserve = .standard, pool: ThreadPool? = nil,
        pieceSize: Int = pieceSizeDefault
    ) throws(SystemError) {
        self.pieceSize = pieceSize
        self.root = LocalRoot(root)
        self.reserve = reserve
        self.pool =
            if let pool { pool } else { try ThreadPool(name: "storage", size: Self.threads) }
        place = self.root.place
    }

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        // Going to a thread that may block with each piece would cost more than writing it.
        try await withTaskExecutorPreference(pool) { try await write(name, body, rule) }
    }

    @concurrent
    private func write(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try StorageError.throwIfCancelled(name)
        let draft = try StorageError.translating(name) {
            try LocalDraft(name, length: body.length, in: root, reserve: reserve, rule)
        }
        let reader = try await body.openExact(for: name)
        while let piece = try await reader.next() {
            try StorageError.throwIfCancelled(name)
            try draft.write(piece)
        }
        try StorageError.throwIfCancelled(name)
        try StorageError.translating(name) { try draft.commit(rule, known: known) }
    }

    package func get(
        _ name: ObjectName, _ range: Range<Int64>?
    ) async throws -> any ObjectReader {
        try await run(name) { [root, pool, pieceSize] in
            try LocalReader(name, range, in: root, pool: pool, pieceSize: pieceSize)
        }
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try await run(name) { [root] in
            try LocalObject.status(name, in: root.open()).map { LocalObject.info(name, $0) }
        }
    }

    package func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        let listing = try await run(folder) { [root] in try LocalListing(folder, in: root) }
        while let batch = try await run(folder, { try listing.next() }) {
            if !batch.isEmpty { try await take(batch) }
        }
    }

    package func delete(_ name: ObjectName) async throws {
        try await run(name) { [root, known] in
            let folder = try root.open()
            let isThere = try LocalObject.status(name, in: folder) != nil
            guard try isThere || Self.canHold(name, folder) else { return }
            if isThere { try Self.remove(name, in: folder) }
            try Self.synchronizeFolder(of: name, in: folder)
            try Self.removeEmptyFolders(above: name, in: folder, known: known)
        }
    }

    package func space() async throws -> StorageSpace? {
        try await run(nil) { [root] in
            _ = try root.open()
            let space = try DiskSpace(of: root.path)
            return StorageSpace(free: space.free, total: space.total)
        }
    }

    package func sweep(before moment: Timestamp) async throws -> Int {
        try await run(nil) { [root] in
            try FileDraft.removeLeftovers(in: root.open(), before: moment)
        }
    }

    /// Nothing is kept open between calls.
    package func close() async {}

    /// Runs `body` on a thread that may block, unless the task is cancelled already.
    private func run<Result: Sendable>(
        _ object: ObjectName?, _ body: @Sendable () throws -> Result
    ) async throws -> Result {
        try StorageError.throwIfCancelled(object)
        return try await pool.run { try StorageError.translating(object, body) }
    }
}
