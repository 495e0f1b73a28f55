internal import CPostgres
internal import Store

/// One answer of the server.
@safe
final class PostgresResult {
    private let pointer: OpaquePointer

    /// Takes the result over.
    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe PQclear(pointer)
    }

    /// Nil for a success.
    var failure: PostgresError? {
        switch unsafe PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: nil
        default: unsafe PostgresError(result: pointer)
        }
    }

    /// Hands over each row; returns how many rows the statement changed.
    func forEachRow(_ body: (Row) throws -> Void) throws -> Int {
        let columns = unsafe 0..<PQnfields(pointer)
        let names = columns.map { column in
            unsafe PQfname(pointer, column).map { unsafe String(cString: $0) } ?? ""
        }
        let types = columns.map { unsafe PQftype(pointer, $0) }
        for row in unsafe 0..<PQntuples(pointer) {
            let values = try columns.map { column in
                try value(row, column, type: types[Int(column)], name: names[Int(column)])
            }
            try body(Row(names: names, values: values))
        }
        guard unsafe PQresultStatus(pointer) == PGRES_COMMAND_OK else { return 0 }
        return unsafe PQcmdTuples(pointer).flatMap { unsafe Int(String(cString: $0)) } ?? 0
    }

    private func value(
        _ row: Int32, _ column: Int32, type: UInt32, name: String
    ) throws -> SQLValue {
        guard unsafe PQgetisnull(pointer, row, column) == 0 else { return .null(.text) }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, row, column),
            count: Int(PQgetlength(pointer, row, column)))
        return try unsafe PostgresParameters.decode(bytes, type: type, column: name)
    }
}

/// Lends a list of C strings, ended by a null pointer.
@unsafe func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> Result
) -> Result {
    var block: [CChar] = []
    let places = strings.map { string in
        defer { block += string.utf8CString }
        return block.count
    }
    return unsafe block.withUnsafeBufferPointer { block in
        unsafe body(
            places.map { place in unsafe block.baseAddress.map { unsafe $0 + place } } + [nil])
    }
}
