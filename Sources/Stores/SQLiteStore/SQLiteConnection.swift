internal import CSQLite
internal import Glibc
internal import Host
internal import Store
internal import Values

/// One open database. Used by one thread at a time, which may block: its lane's.
@safe
final class SQLiteConnection: StatementRunner {
    enum Access {
        case readOnly
        case readWrite
        /// Writes a file that nobody else knows of yet: no log, and synchronised once, at the end.
        case backup
    }

    /// Far above the number of different statements there are; it bounds what a mistake could keep.
    private static let statementsMax = 256

    let path: String
    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]

    /// Opens a file that exists.
    init(
        path: String, _ access: Access, busyPatience: Duration = .seconds(5)
    ) throws {
        ThreadRole.requireBlockingAllowed("SQLite")
        self.path = path
        var opened: OpaquePointer?
        // No mutex: the lane already lets one thread in at a time.
        let flags =
            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
            | (access == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE)
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let handle = unsafe opened else {
            let error = unsafe SQLiteError.last(code, of: opened)
            unsafe sqlite3_close_v2(opened)
            throw error.translated(path)
        }
        unsafe self.handle = handle
        try configure(access, busyPatience)
    }

    deinit {
        statements = [:]
        unsafe sqlite3_close_v2(handle)
    }

    private func configure(_ access: Access, _ busyPatience: Duration) throws {
        // The handler's context is a number of attempts, not an address.
        let attempts = max(1, Int(busyPatience.milliseconds / busyPauseMilliseconds))
        unsafe sqlite3_busy_handler(
            handle, waitWhileBusy, UnsafeMutableRawPointer(bitPattern: attempts))
        setInterruptible(true)
        // No double-quoted strings, no writable schema, no functions called from a forged schema.
        for (option, value) in [
            (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_DQS_DDL, 0),
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        ] {
            try check(unsafe csqlite_configure(handle, Int32(option), Int32(value)))
        }
        try runScript("PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON")
        // What is not whole has no name yet: a journal could only be left lying beside it.
        if access == .backup { try runScript("PRAGMA journal_mode = OFF") }
        guard access == .readWrite else { return }
        // FULL: a commit that was reported is on the disk, at the price of one fsync.
        try runScript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        // What a burst of writes left behind is given back at the next checkpoint.
        try runScript("PRAGMA journal_size_limit = 67108864")
    }

    /// Closing it neither empties the log nor removes it.
    func leaveLog() throws {
        try check(unsafe csqlite_configure(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1))
    }

    private func check(_ code: Int32) throws {
        guard code == SQLITE_OK else {
            throw unsafe SQLiteError.last(code, of: handle).translated(path)
        }
    }

    // MARK: Statements

    @discardableResult
    func run(_ statement: RenderedSQL, eachRow: (Row) throws -> Void) throws -> Int {
        ThreadRole.requireBlockingAllowed("SQLite")
        // A short statement ends before SQLite asks.
        try Task.checkCancellation()
        do {
            return try prepared(statement.text).run(statement.values, eachRow: eachRow)
        } catch let error as SQLiteError {
            throw error.translated(path)
        }
    }

    func runScript(_ script: StaticString) throws {
        ThreadRole.requireBlockingAllowed("SQLite")
        try unsafe script.description.withCString { text in
            try check(unsafe sqlite3_exec(handle, text, nil, nil, nil))
        }
    }

    private func prepared(_ text: String) throws -> SQLiteStatement {
        if let kept = statements[text], !kept.isRunning { return kept }
        let fresh = try unsafe SQLiteStatement(text, on: handle)
        if statements.count >= Self.statementsMax { statements = [:] }
        statements[text] = fresh
        return fresh
    }

    // MARK: Transactions

    /// Runs `body` between `begin` and a commit; rolls back when it throws.
    func transaction<Result>(
        _ begin: StaticString, _ body: () throws -> Result
    ) throws -> Result {
        try Task.checkCancellation()
        do {
            try runScript(begin)
            let result = try body()
            try Task.checkCancellation()
            // From here on a cancelled task does not stop the commit half-way.
            try withoutInterruption { try runScript("COMMIT") }
            return result
        } catch {
            withoutInterruption { rollBack() }
            throw error
        }
    }

    /// Statements end early when the task that runs them is cancelled. SQLite asks us, on the very
    /// thread, every so many steps; `sqlite3_interrupt` from another thread would be forgotten when
    /// it comes just before a statement begins.
    private func setInterruptible(_ isInterruptible: Bool) {
        unsafe sqlite3_progress_handler(
            handle, isInterruptible ? stepsBetweenLooks : 0, { _ in Task.isCancelled ? 1 : 0 }, nil)
    }

    private func withoutInterruption<Result>(_ body: () throws -> Result) rethrows -> Result {
        setInterruptible(false)
        defer { setInterruptible(true) }
        return try body()
    }

    private func rollBack() {
        // Some failures have rolled back already, and then there is nothing to end.
        guard unsafe sqlite3_get_autocommit(handle) == 0 else { return }
        // It can fail only by failing to read what it restores; the error that led here matters.
        try? runScript("ROLLBACK")
    }

    // MARK: Checks

    /// Reads everything, and throws `corrupt` with the first things that are wrong.
    func checkIntegrity() throws {
        var problems: [String] = []
        try run(RenderedSQL("PRAGMA integrity_check(5)")) { row in
            let text: String = try row.get("integrity_check")
            if text != "ok" { problems.append(text) }
        }
        try checkForeignKeys { problems.append($0) }
        guard problems.isEmpty else {
            throw StoreError(
                .corrupt,
                """
                the database is damaged (\(problems[0])): nothing was changed in it; \
                restore a backup
                """, context: ["database": path])
        }
    }

    func checkForeignKeys(_ report: (String) -> Void) throws {
        var isFirst = true
        try run(RenderedSQL("PRAGMA foreign_key_check")) { row in
            guard isFirst else { return }
            isFirst = false
            report("a row of \(try row.get("table", as: String.self)) refers to nothing")
        }
    }

    /// For the backup, which runs on this connection's thread.
    @unsafe func withHandle<Result>(_ body: (OpaquePointer) throws -> Result) rethrows -> Result {
        try unsafe body(handle)
    }
}

/// About a tenth of a millisecond of work.
private let stepsBetweenLooks: Int32 = 4000

/// Short, because several may wait and the one who looks first gets the lock.
private let busyPauseMilliseconds: Int64 = 5

/// Waits while another process holds a lock, and no longer once the task is cancelled.
private func waitWhileBusy(_ attempts: UnsafeMutableRawPointer?, _ attempt: Int32) -> Int32 {
    guard Int(attempt) < Int(bitPattern: attempts), !Task.isCancelled else { return 0 }
    usleep(UInt32(busyPauseMilliseconds) * 1000)
    return 1
}
