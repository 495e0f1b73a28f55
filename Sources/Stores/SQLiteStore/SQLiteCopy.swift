internal import CSQLite
internal import Host
internal import Store

/// One moment's state of a database on its way into a new file. Used on one thread, which it
/// blocks.
@safe
final class SQLiteCopy {
    /// A mebibyte: about a millisecond of copying.
    private static let pagesPerStep: Int32 = 256

    private let destination: SQLiteFile
    private var draft: FileDraft?
    private let reader: SQLiteConnection
    private let writer: SQLiteConnection
    private var backup: OpaquePointer?

    init(of source: String, to destination: String) throws {
        self.destination = SQLiteFile(destination)
        reader = try SQLiteConnection(path: source, .readOnly)
        // The first read fixes the moment; without it every writer would start the copy anew.
        try reader.runScript("BEGIN; SELECT count(*) FROM sqlite_schema")
        let draft = try Self.draft(beside: self.destination)
        writer = try SQLiteConnection(path: draft.path.description, .backup)
        self.draft = consume draft
        unsafe backup = unsafe reader.withHandle { from in
            unsafe writer.withHandle { to in
                unsafe sqlite3_backup_init(to, "main", from, "main")
            }
        }
    }

    deinit {
        unsafe sqlite3_backup_finish(backup)
    }

    private static func draft(beside file: SQLiteFile) throws -> FileDraft {
        do {
            return try file.draft()
        } catch {
            throw StoreError(error, path: file.path)
        }
    }

    /// Whether there is more to copy.
    func step() throws -> Bool {
        switch unsafe sqlite3_backup_step(backup, Self.pagesPerStep) {
        case SQLITE_OK, SQLITE_BUSY, SQLITE_LOCKED: return true
        case SQLITE_DONE: return false
        case let code: throw failure(code)
        }
    }

    /// Checks the copy and gives it its name.
    func finish() throws {
        let code = unsafe sqlite3_backup_finish(backup)
        unsafe backup = nil
        guard code == SQLITE_OK else { throw failure(code) }
        // A file of the log's mode cannot be read from a read-only medium.
        try writer.runScript("PRAGMA journal_mode = DELETE")
        try writer.checkIntegrity()
        guard let draft = draft.take() else { return }
        do {
            try destination.publish(draft)
        } catch {
            throw StoreError(error, path: destination.path)
        }
    }

    private func failure(_ code: Int32) -> any Error {
        unsafe writer.withHandle { unsafe SQLiteError.last(code, of: $0) }
            .translated(destination.path)
    }
}
