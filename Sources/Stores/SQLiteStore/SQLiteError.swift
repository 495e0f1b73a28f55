internal import CSQLite
internal import Glibc
internal import Store

/// What SQLite itself said.
package struct SQLiteError: Error, Hashable, Sendable, CustomDebugStringConvertible {
    /// The extended result code.
    package let code: Int32
    package let message: String
    /// `errno` of the system call behind it, 0 where there was none.
    package let systemCode: Int32

    package var debugDescription: String {
        let reason = systemCode == 0 ? "" : ", errno \(systemCode)"
        return "SQLite \(code)\(reason): \(message)"
    }

    /// Of the call that has just failed on `handle`, which may be nil where opening failed.
    static func last(_ code: Int32, of handle: OpaquePointer?) -> SQLiteError {
        guard let handle = unsafe handle else {
            return SQLiteError(code: code, message: Self.text(code), systemCode: 0)
        }
        let extended = unsafe sqlite3_extended_errcode(handle)
        let message = unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) }
        return SQLiteError(
            // The handle forgets where another call succeeded in between.
            code: extended & 0xFF == code & 0xFF ? extended : code,
            message: message ?? Self.text(code), systemCode: unsafe sqlite3_system_errno(handle))
    }

    private static func text(_ code: Int32) -> String {
        unsafe sqlite3_errstr(code).map { unsafe String(cString: $0) } ?? "unknown error"
    }

    var isInterrupt: Bool { code & 0xFF == SQLITE_INTERRUPT }

    /// The error as the port tells it; cancellation is not an error of the store.
    func translated(_ path: String) -> any Error {
        if isInterrupt { return CancellationError() }
        let (kind, message) = meaning
        return StoreError(kind, message, context: ["database": path], underlying: self)
    }

    private var meaning: (StoreError.Kind, String) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: (.busy, "another program holds the database")
        case SQLITE_READONLY: (.readOnly, "the database cannot be written to")
        case SQLITE_PERM, SQLITE_AUTH: (.permission, "we may not use the database")
        case SQLITE_CANTOPEN: cannotOpen
        case SQLITE_CORRUPT: (.corrupt, "the database is damaged")
        case SQLITE_NOTADB: (.corrupt, "the file is no SQLite database")
        case SQLITE_FULL: (.full, "no space is left for the database")
        // Growing the log's index says so only by the system's own code.
        case SQLITE_IOERR where systemCode == ENOSPC || systemCode == EDQUOT:
            (.full, "no space is left for the database")
        case SQLITE_IOERR: (.io, "the disk failed under the database")
        case SQLITE_NOMEM: (.unavailable, "no memory is left for the database")
        case SQLITE_CONSTRAINT, SQLITE_TOOBIG:
            (.constraint, "the database's own rules forbid the change")
        default: (.misuse, "the database does not understand the statement")
        }
    }

    private var cannotOpen: (StoreError.Kind, String) {
        switch systemCode {
        case EACCES, EPERM: (.permission, "we may not open the database")
        case EROFS: (.readOnly, "the database lies on a read-only file system")
        default: (.unavailable, "the database cannot be opened")
        }
    }
}
