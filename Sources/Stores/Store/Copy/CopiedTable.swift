internal import Values

/// A table of a store that is copied.
struct CopiedTable: SQLIdentifier, Hashable {
    let rawValue: String

    /// Those of a database, each after those that it refers to: so they were made.
    static func all(in database: any Database) async throws -> [CopiedTable] {
        let names: [String] = try await database.read { db in
            try db.column(db.dialect.tables)
        }
        return names.filter { $0 != "schema_steps" && $0 != "store_copy" }
            .map(CopiedTable.init(rawValue:))
    }

    /// Its columns as they are in a database.
    func shape(in database: any Database) async throws -> TableShape {
        try await database.read { db in
            let columns: [TableShape.Column] = try db.all(db.dialect.columns(of: rawValue))
            let key = try db.column(db.dialect.key(of: rawValue), as: String.self)
            guard !columns.isEmpty, !key.isEmpty else {
                throw StoreError(.corrupt, "the table \(rawValue) is missing")
            }
            return TableShape(
                table: self, columns: columns.sorted { $0.name < $1.name },
                key: key.map(Identifier.init(rawValue:)))
        }
    }
}

/// A name out of a database's own description of itself.
struct Identifier: SQLIdentifier, Hashable {
    let rawValue: String
}

/// The columns of a table, and those that rows are told apart by.
struct TableShape: Sendable {
    struct Column: RowDecodable, Sendable {
        let name: String
        let type: SQLType

        init(row: Row) throws {
            name = try row.get("name")
            type =
                switch try row.get("type", as: String.self).lowercased() {
                case "uuid": .uuid
                case "bytea", "blob": .bytes
                case "text": .text
                case "double precision", "real": .real
                default: .integer
                }
        }
    }

    let table: CopiedTable
    let columns: [Column]
    let key: [Identifier]

    /// The rows after this one, in the order of the key.
    func page(after row: Row?, limit: Int) throws -> SQL {
        let names = SQL.joined(
            columns.map { column -> SQL in "\(Identifier(rawValue: column.name))" }, by: ", ")
        let order = SQL.joined(key.map { name -> SQL in "\(name)" }, by: ", ")
        var condition: SQL = ""
        if let row {
            let values = try key.map { name -> SQL in
                "\(BoundValue(sqlValue: try row.value(of: name.rawValue)))"
            }
            condition = "WHERE (\(order)) > (\(SQL.joined(values, by: ", ")))"
        }
        return "SELECT \(names) FROM \(table) \(condition) ORDER BY \(order) LIMIT \(limit)"
    }

    func insertion(of row: Row) throws -> SQL {
        let names = SQL.joined(
            columns.map { column -> SQL in "\(Identifier(rawValue: column.name))" }, by: ", ")
        let values = try columns.map { column -> SQL in
            let value = try row.value(of: column.name).fitting(column.type)
            return "\(BoundValue(sqlValue: value))"
        }
        return "INSERT INTO \(table) (\(names)) VALUES (\(SQL.joined(values, by: ", ")))"
    }
}

/// A value as it came out of a database.
private struct BoundValue: SQLConvertible {
    static let sqlType = SQLType.text
    let sqlValue: SQLValue
}

extension SQLValue {
    /// The same for a column of another database.
    fileprivate func fitting(_ type: SQLType) -> SQLValue {
        switch (self, type) {
        case (.null, _): .null(type)
        case (.bytes(let bytes), .uuid): UUID(bytes: bytes).map(SQLValue.uuid) ?? self
        case (.uuid(let uuid), .bytes): .bytes(uuid.bytes)
        default: self
        }
    }

    /// Equal for the same value in either database.
    fileprivate var canonical: [UInt8] {
        switch self {
        case .null: [UInt8(ascii: "n")]
        case .integer(let value): Array("i\(value)".utf8)
        case .real(let value): Array("r\(value.bitPattern)".utf8)
        case .text(let text): Array("t\(text.utf8.count):".utf8) + Array(text.utf8)
        case .bytes(let bytes): Array("b\(bytes.count):".utf8) + bytes
        case .uuid(let uuid): Array("b16:".utf8) + uuid.bytes
        }
    }
}

extension Row {
    /// Its values with their names, in the order of the query.
    var canonical: [UInt8] {
        columns.flatMap { Array("\($0.name)=".utf8) + $0.value.canonical + Array(";".utf8) }
    }

    fileprivate func value(of name: String) throws -> SQLValue {
        guard let column = columns.first(where: { $0.name == name }) else {
            throw StoreError(.misuse, "the answer has no column \(name)")
        }
        return column.value
    }
}

extension Dialect {
    /// The names of all tables, in the order in which they were made.
    fileprivate var tables: SQL {
        switch self {
        case .sqlite:
            """
            SELECT name FROM sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid
            """
        case .postgres:
            """
            SELECT c.relname::text FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY c.oid
            """
        }
    }

    fileprivate func columns(of table: String) -> SQL {
        switch self {
        case .sqlite: "SELECT name, type FROM pragma_table_info(\(table))"
        case .postgres:
            """
            SELECT column_name::text AS name, data_type::text AS type
            FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = \(table)
            """
        }
    }

    /// The columns of its primary key, in their order.
    fileprivate func key(of table: String) -> SQL {
        switch self {
        case .sqlite: "SELECT name FROM pragma_table_info(\(table)) WHERE pk > 0 ORDER BY pk"
        case .postgres:
            """
            SELECT k.column_name::text FROM information_schema.table_constraints c
            JOIN information_schema.key_column_usage k
            ON k.constraint_name = c.constraint_name AND k.table_schema = c.table_schema
            AND k.table_name = c.table_name
            WHERE c.table_schema = current_schema() AND c.table_name = \(table)
            AND c.constraint_type = 'PRIMARY KEY' ORDER BY k.ordinal_position
            """
        }
    }
}
