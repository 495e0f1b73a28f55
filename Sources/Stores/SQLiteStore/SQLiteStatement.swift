internal import CSQLite
internal import Store
internal import Values

/// One prepared statement. Belongs to its connection and is used on that connection's thread.
@safe
final class SQLiteStatement {
    private let pointer: OpaquePointer
    private let handle: OpaquePointer
    private let names: [String]
    /// Whether rows are still being read: such a statement cannot be run a second time.
    private(set) var isRunning = false

    init(_ sql: String, on handle: OpaquePointer) throws(SQLiteError) {
        var prepared: OpaquePointer?
        var sql = sql
        // The length includes the terminator, which spares SQLite a copy.
        let code = sql.withUTF8 { text in
            unsafe text.withMemoryRebound(to: CChar.self) { text in
                unsafe sqlite3_prepare_v3(
                    handle, text.baseAddress, Int32(text.count),
                    UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
            }
        }
        guard code == SQLITE_OK, let pointer = unsafe prepared else {
            throw unsafe SQLiteError.last(code == SQLITE_OK ? SQLITE_ERROR : code, of: handle)
        }
        unsafe self.pointer = pointer
        unsafe self.handle = handle
        names = (0..<(unsafe sqlite3_column_count(pointer))).map { column in
            unsafe sqlite3_column_name(pointer, column).map { unsafe String(cString: $0) } ?? ""
        }
    }

    deinit {
        unsafe sqlite3_finalize(pointer)
    }

    /// Runs it from the beginning and hands over each row; returns how many rows it changed.
    func run(_ values: [SQLValue], eachRow: (Row) throws -> Void) throws -> Int {
        isRunning = true
        defer {
            // Both report an error that has been thrown already.
            unsafe sqlite3_reset(pointer)
            unsafe sqlite3_clear_bindings(pointer)
            isRunning = false
        }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
        while true {
            switch unsafe sqlite3_step(pointer) {
            case SQLITE_ROW: try eachRow(row())
            case SQLITE_DONE: return changes
            case let code: throw unsafe SQLiteError.last(code, of: handle)
            }
        }
    }

    /// The handle counts the last change, whichever statement made it.
    private var changes: Int {
        unsafe sqlite3_stmt_readonly(pointer) != 0 ? 0 : Int(sqlite3_changes64(handle))
    }

    private func bind(_ value: SQLValue, at index: Int32) throws {
        let code =
            switch value {
            case .null: unsafe sqlite3_bind_null(pointer, index)
            case .integer(let number): unsafe sqlite3_bind_int64(pointer, index, number)
            case .real(let number): unsafe sqlite3_bind_double(pointer, index, number)
            case .text(let text): try bind(text, at: index)
            case .bytes(let bytes): bind(bytes, at: index)
            case .uuid(let uuid): bind(uuid.bytes, at: index)
            }
        guard code == SQLITE_OK else { throw unsafe SQLiteError.last(code, of: handle) }
    }

    private func bind(_ text: String, at index: Int32) throws -> Int32 {
        try text.requireStorable()
        var text = text
        return text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { bytes in
                unsafe csqlite_bind_text(
                    pointer, index, bytes.baseAddress ?? emptyText, UInt64(bytes.count))
            }
        }
    }

    private func bind(_ bytes: [UInt8], at index: Int32) -> Int32 {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe csqlite_bind_bytes(pointer, index, bytes.baseAddress, UInt64(bytes.count))
        }
    }

    private func row() throws -> Row {
        Row(names: names, values: try names.indices.map { try value(at: Int32($0)) })
    }

    private func value(at column: Int32) throws -> SQLValue {
        switch unsafe sqlite3_column_type(pointer, column) {
        case SQLITE_INTEGER: .integer(unsafe sqlite3_column_int64(pointer, column))
        case SQLITE_FLOAT: .real(unsafe sqlite3_column_double(pointer, column))
        case SQLITE_TEXT: .text(try text(at: column))
        case SQLITE_BLOB: .bytes(unsafe Array(bytes(at: column)))
        default: .null(.text)
        }
    }

    private func text(at column: Int32) throws -> String {
        guard let text = unsafe String(validating: bytes(at: column), as: UTF8.self) else {
            throw StoreError(.corrupt, "column \(names[Int(column)]) holds text that is no UTF-8")
        }
        return text
    }

    /// Valid until the next step.
    @unsafe private func bytes(at column: Int32) -> UnsafeRawBufferPointer {
        // In this order: the pointer decides the encoding that the length is counted in.
        let start = unsafe sqlite3_column_blob(pointer, column)
        let count = unsafe sqlite3_column_bytes(pointer, column)
        return unsafe UnsafeRawBufferPointer(start: start, count: Int(count))
    }
}

/// What an empty text points at: a null pointer would bind NULL.
private nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = {
    // Mechanism: allocated once, never written to and never freed.
    let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    unsafe byte.initialize(to: 0)
    return unsafe UnsafePointer(byte)
}()
