internal import CSQLite
internal import Glibc
package import Host

/// Copies a SQLite database of somebody else as it is at one moment, while its program uses it.
///
/// It is opened as any program opens it and not as our store: see `DatabaseCheck`. A database with
/// a write-ahead log goes on being written to; of others, writers wait until the copy is made, as
/// they do for each other. Where the log's files have to be made, SQLite gives them to the
/// database's owner.
@safe
package final class DatabaseCopy {
    /// A mebibyte, for the usual pages.
    private static let pagesPerStep: Int32 = 256
    /// For a writer that holds the database at this moment.
    private static let patience: Int32 = 30_000

    private let source: OpaquePointer
    private let target: OpaquePointer

    /// Makes a new file that needs nothing beside it. Blocks.
    /// - Parameters:
    ///   - source: Without symbolic links on the way to it.
    ///   - path: In a folder of ours; nothing is there yet.
    /// - Throws: `StoreError`, or `CancellationError`.
    package static func make(of source: FilePath, to path: FilePath) throws {
        ThreadRole.requireBlockingAllowed("DatabaseCopy")
        do throws(SQLiteError) {
            let copy = try DatabaseCopy(source, path)
            while try copy.step() {
                if Task.isCancelled { break }
            }
            if !Task.isCancelled { return try copy.finish() }
        } catch {
            throw error.translated(source.description)
        }
        throw CancellationError()
    }

    /// How many tables there are. Blocks.
    package static func tableCount(of path: FilePath) throws -> Int64 {
        ThreadRole.requireBlockingAllowed("DatabaseCopy.tableCount")
        do throws(SQLiteError) {
            let handle = try unsafe open(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW)
            defer { unsafe sqlite3_close_v2(handle) }
            unsafe sqlite3_busy_timeout(handle, patience)
            return try unsafe number(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table'", on: handle)
        } catch {
            throw error.translated(path.description)
        }
    }

    private static func number(
        _ sql: String, on handle: OpaquePointer
    ) throws(SQLiteError) -> Int64 {
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(handle, sql, -1, &prepared, nil)
        guard code == SQLITE_OK, let statement = unsafe prepared else {
            throw unsafe SQLiteError.last(code, of: handle)
        }
        defer { unsafe sqlite3_finalize(statement) }
        let step = unsafe sqlite3_step(statement)
        guard step == SQLITE_ROW else { throw unsafe SQLiteError.last(step, of: handle) }
        return unsafe sqlite3_column_int64(statement, 0)
    }

    private var backup: OpaquePointer?

    private init(_ from: FilePath, _ to: FilePath) throws(SQLiteError) {
        unsafe source = try Self.open(from, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW)
        do throws(SQLiteError) {
            unsafe target = try Self.open(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        } catch {
            unsafe sqlite3_close_v2(source)
            throw error
        }
        unsafe sqlite3_busy_timeout(source, Self.patience)
        // Reading anything fixes the moment; without it every writer would start the copy anew.
        try unsafe run("BEGIN", on: source)
        try unsafe run("PRAGMA user_version", on: source)
        unsafe backup = unsafe sqlite3_backup_init(target, "main", source, "main")
        guard unsafe backup != nil else {
            throw unsafe SQLiteError.last(sqlite3_errcode(target), of: target)
        }
    }

    deinit {
        unsafe sqlite3_backup_finish(backup)
        unsafe sqlite3_close_v2(target)
        unsafe sqlite3_close_v2(source)
    }

    /// Whether there is more to copy.
    private func step() throws(SQLiteError) -> Bool {
        switch unsafe sqlite3_backup_step(backup, Self.pagesPerStep) {
        case SQLITE_OK, SQLITE_BUSY, SQLITE_LOCKED: return true
        case SQLITE_DONE: return false
        case let code: throw unsafe SQLiteError.last(code, of: target)
        }
    }

    private func finish() throws(SQLiteError) {
        let code = unsafe sqlite3_backup_finish(backup)
        unsafe backup = nil
        guard code == SQLITE_OK else { throw unsafe SQLiteError.last(code, of: target) }
        // A file of the log's mode cannot be read from a read-only medium.
        try unsafe run("PRAGMA journal_mode = DELETE", on: target)
    }

    private func run(_ sql: String, on handle: OpaquePointer) throws(SQLiteError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe SQLiteError.last(code, of: handle) }
    }

    private static func open(
        _ path: FilePath, _ flags: Int32
    ) throws(SQLiteError) -> OpaquePointer {
        var opened: OpaquePointer?
        let name = path.string.bytes.map { CChar(bitPattern: $0) } + [0]
        let code = unsafe sqlite3_open_v2(
            name, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let handle = unsafe opened else {
            let error = unsafe SQLiteError.last(code, of: opened)
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        return unsafe handle
    }
}
