internal import CSQLite
internal import Glibc
internal import Host
internal import Store

/// The database's file, looked at before SQLite is: SQLite takes an empty file for a new database
/// and would write into one that another program made.
struct SQLiteFile: Sendable {
    /// `HFST`, at byte 68 of the file; `file` and `PRAGMA application_id` show it.
    static let applicationID: Int32 = 0x4846_5354

    private static let headerByteCount = 100

    let path: String

    init(_ path: String) {
        self.path = path
    }

    func exists() throws -> Bool {
        do {
            _ = try status(of: path)
            return true
        } catch  where error.code == ENOENT {
            return false
        } catch {
            throw failure(error)
        }
    }

    /// Whether the last program on it stopped without closing it. The last one that closes a
    /// database removes its log, so a log that is there says that nobody did, or that somebody has
    /// the database open now; the check that follows harms neither.
    func wasLeftOpen() throws -> Bool {
        do {
            return try status(of: path + "-wal").st_size > 0
        } catch  where error.code == ENOENT {
            return false
        } catch {
            throw failure(error)
        }
    }

    /// Makes an empty database under another name first: a file that is there is always whole.
    func create() throws {
        do {
            let draft = try draft()
            // Closed before the file gets its name, so that no log lies beside it.
            try SQLiteConnection(path: draft.path.description, .readWrite)
                .runScript("PRAGMA application_id = 0x48465354")
            try publish(draft)
        } catch let error as FileError where error.kind == .alreadyExists {
            // Another process was faster, and its database is as good as ours.
        } catch let error as FileError {
            throw StoreError(error, path: path)
        }
    }

    /// A new file beside this one.
    func draft() throws(FileError) -> FileDraft {
        try FileDraft(in: Folder(at: FilePath(path).parent))
    }

    /// Gives the draft this file's name. It never takes the place of another.
    func publish(_ draft: consuming FileDraft) throws(FileError) {
        try draft.commit(
            as: RelativePath(bytes: FilePath(path).name.bytes), replacement: .refused)
    }

    /// Throws `corrupt` for what is no database of ours.
    func checkHeader() throws {
        let header = try readHeader()
        guard header.count == Self.headerByteCount, header.starts(with: DatabaseCheck.header) else {
            throw StoreError(
                .corrupt,
                header.isEmpty
                    ? "the database file is empty; restore a backup, or remove it to start anew"
                    : "the file is no SQLite database; it was left as it is",
                context: ["database": path])
        }
        let id = header[68..<72].reduce(Int32(0)) { $0 << 8 | Int32($1) }
        guard id == Self.applicationID else {
            throw StoreError(
                .corrupt, "the database was made by another program; it was left as it is",
                context: ["database": path])
        }
    }

    /// Never by a descriptor of our own: see `csqlite_read_start`.
    private func readHeader() throws -> [UInt8] {
        ThreadRole.requireBlockingAllowed("SQLite")
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(
            path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        defer { unsafe sqlite3_close_v2(opened) }
        guard code == SQLITE_OK, let handle = unsafe opened else {
            throw unsafe SQLiteError.last(code, of: opened).translated(path)
        }
        var bytes = [UInt8](repeating: 0, count: Self.headerByteCount)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe csqlite_read_start(handle, buffer.baseAddress, Int32(buffer.count))
        }
        guard count >= 0 else {
            throw unsafe SQLiteError.last(-count, of: handle).translated(path)
        }
        return Array(bytes.prefix(Int(count)))
    }

    private func status(of path: String) throws(SystemError) -> stat {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .last("stat") }
        return status
    }

    private func failure(_ error: SystemError) -> StoreError {
        StoreError(system: error, path: path)
    }
}

extension StoreError {
    /// The same of a file that Host could not make.
    init(_ error: FileError, path: String) {
        let kind: Kind =
            switch error.kind {
            case .denied: .permission
            case .readOnly: .readOnly
            case .noSpace: .full
            case .alreadyExists: .alreadyExists
            case .notFound, .notAFolder: .notFound
            default: .io
            }
        self.init(kind, error.message, context: ["file": path], underlying: error)
    }

    /// A file operation that failed.
    init(system error: SystemError, path: String) {
        let kind: Kind =
            switch error.code {
            case EACCES, EPERM: .permission
            case EROFS: .readOnly
            case ENOSPC, EDQUOT, EFBIG: .full
            case EEXIST: .alreadyExists
            case ENOENT, ENOTDIR: .notFound
            default: .io
            }
        self.init(
            kind, "\(error.call): \(error.reason)", context: ["file": path], underlying: error)
    }
}
