internal import CSQLite
package import Host
internal import Values

/// What became of looking at a database.
package enum DatabaseVerdict: Hashable, Sendable {
    /// With what its program may want to know, as in "3 rows of a refer to rows that are missing".
    case whole([String])
    /// What SQLite says of it.
    case damaged([String])
    /// It needs something that only its program has, or that we do not have here.
    case unjudged(String)
}

/// Says whether a SQLite database of somebody else is whole.
///
/// It is opened as any program opens it and not as our store: the store's settings refuse what old
/// schemas may say, as text in double quotes, and would call such databases damaged. Here rather
/// than in a target of its own because this is the one that knows SQLite. What lies beside the
/// file, a log or a journal, is taken into the database, so the file may be written to.
@safe
package final class DatabaseCheck {
    /// Every database begins so.
    package static let header = Array("SQLite format 3\0".utf8)
    /// As many as a person reads.
    private static let problemsMax = 8
    private static let stepsBetweenLooks: Int32 = 10_000

    private let handle: OpaquePointer

    /// - Throws: `CancellationError`, and nothing else.
    package static func verdict(on path: FilePath) throws -> DatabaseVerdict {
        ThreadRole.requireBlockingAllowed("DatabaseCheck")
        // Such a journal names a file by its path on the machine that was backed up, which SQLite
        // would look for and remove: on that very machine it may be in use.
        if hasForeignJournal(path) {
            return .unjudged("it was in the middle of a change to several databases")
        }
        do throws(SQLiteError) {
            return try DatabaseCheck(path).run()
        } catch {
            switch error.code & 0xFF {
            case SQLITE_INTERRUPT: throw CancellationError()
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_IOERR: return .damaged([error.message])
            default: return .unjudged(error.message)
            }
        }
    }

    private init(_ path: FilePath) throws(SQLiteError) {
        var opened: OpaquePointer?
        let name = path.string.bytes.map { CChar(bitPattern: $0) } + [0]
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(name, &opened, flags, nil)
        guard code == SQLITE_OK, let handle = unsafe opened else {
            let error = unsafe SQLiteError.last(code, of: opened)
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe self.handle = handle
        unsafe sqlite3_progress_handler(
            handle, Self.stepsBetweenLooks, { _ in Task.isCancelled ? 1 : 0 }, nil)
    }

    deinit {
        unsafe sqlite3_close_v2(handle)
    }

    private func run() throws(SQLiteError) -> DatabaseVerdict {
        let lines = try lines("PRAGMA integrity_check(\(Self.problemsMax))")
        guard lines == ["ok"] else { return .damaged(lines.flatMap(Self.split)) }
        return .whole(try strays())
    }

    /// Rows that refer to missing ones. Many programs live with them, and no restore made them.
    private func strays() throws(SQLiteError) -> [String] {
        var counts: [String: Int] = [:]
        do throws(SQLiteError) {
            try forEachRow("PRAGMA foreign_key_check") { counts[$0, default: 0] += 1 }
        } catch  where error.code & 0xFF == SQLITE_ERROR {
            // A schema that contradicts itself, which SQLite minds only here.
            return ["foreign keys cannot be checked: \(error.message)"]
        }
        return counts.sorted { $0.key < $1.key }.prefix(Self.problemsMax).map {
            "\($0.value) rows of \($0.key) refer to rows that are missing"
        }
    }

    private func lines(_ sql: String) throws(SQLiteError) -> [String] {
        var lines: [String] = []
        try forEachRow(sql) { lines.append($0) }
        return lines
    }

    /// Hands over the text in the first column.
    private func forEachRow(
        _ sql: String, _ body: (String) -> Void
    ) throws(SQLiteError) {
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(handle, sql, -1, &prepared, nil)
        guard code == SQLITE_OK, let statement = unsafe prepared else {
            throw unsafe SQLiteError.last(code, of: handle)
        }
        defer { unsafe sqlite3_finalize(statement) }
        while true {
            switch unsafe sqlite3_step(statement) {
            case SQLITE_ROW:
                let text = unsafe sqlite3_column_text(statement, 0).map {
                    unsafe String(cString: $0)
                }
                body(text ?? "")
            case SQLITE_DONE: return
            case let code: throw unsafe SQLiteError.last(code, of: handle)
            }
        }
    }

    /// Some messages are of several lines.
    private static func split(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }

    // MARK: Journals

    /// What a rollback journal ends with when it belongs to a change of several databases.
    private static let journalMagic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]

    private static func hasForeignJournal(_ path: FilePath) -> Bool {
        do throws(FileError) {
            let folder = try Folder(at: path.parent)
            let name = try RelativePath(bytes: path.name.bytes + "-journal".utf8)
            let size = try folder.status(of: name).size.bytes
            let end = try folder.openFile(name, for: .read).read(
                at: max(0, size - Int64(journalMagic.count)), count: journalMagic.count, path: path)
            return end == journalMagic
        } catch {
            // Mostly there is none, and what cannot be read SQLite will complain of.
            return false
        }
    }
}
