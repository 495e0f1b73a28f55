/// One row of an answer, copied out of the database.
package struct Row: Sendable {
    private let names: [String]
    private let values: [SQLValue]

    package init(names: [String], values: [SQLValue]) {
        self.names = names
        self.values = values
    }

    /// All columns, in the order of the query.
    var columns: [(name: String, value: SQLValue)] { Array(zip(names, values)) }

    /// The value of the column with this name.
    ///
    /// A column that is missing or holds what its type does not know means that somebody else
    /// wrote to the database, or that our SQL is wrong; nothing is guessed.
    package func get<Value: SQLConvertible>(
        _ name: StaticString, as type: Value.Type = Value.self
    ) throws -> Value {
        let name = name.description
        guard let index = names.firstIndex(of: name) else {
            throw StoreError(.misuse, "the answer has no column \(name)")
        }
        guard let value = Value(sqlValue: values[index]) else {
            throw StoreError(.corrupt, "column \(name) holds what is no \(Value.self)")
        }
        return value
    }

    /// The only column's value.
    func single<Value: SQLConvertible>() throws -> Value {
        guard values.count == 1, let value = Value(sqlValue: values[0]) else {
            throw StoreError(.corrupt, "the answer is no single \(Value.self)")
        }
        return value
    }
}

/// What a row of a known query decodes to.
package protocol RowDecodable {
    init(row: Row) throws
}
