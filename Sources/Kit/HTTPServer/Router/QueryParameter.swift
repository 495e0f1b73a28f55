package import JSON

/// A parameter of the query of an address: its name, its rule and its words.
package struct QueryParameter<Value: Sendable>: Sendable {
    package let description: QueryParameterDescription
    private let read: @Sendable (String?) throws -> Value

    /// One that may be absent.
    package init<Wrapped: Sendable>(
        _ name: String, _ schema: Schema<Wrapped>, _ words: String
    ) where Value == Wrapped? {
        description = QueryParameterDescription(name: name, words: words, shape: schema.shape)
        read = { text in try text.map { try schema.decode(text: $0) } }
    }

    /// One with a value of its own when it is absent.
    package init(_ name: String, _ schema: Schema<Value>, default value: Value, _ words: String) {
        description = QueryParameterDescription(name: name, words: words, shape: schema.shape)
        read = { text in try text.map { try schema.decode(text: $0) } ?? value }
    }

    func value(in items: [(name: String, value: String)]) throws -> Value {
        let values = items.filter { $0.name == description.name }
        let pointer = "?\(description.name)"
        guard values.count < 2 else {
            let reason = Violation.Reason.invalid(code: "repeated", message: "This is there twice.")
            throw Violations([Violation(pointer: pointer, reason: reason)])
        }
        do {
            return try read(values.first?.value)
        } catch let error as Violations {
            throw Violations(
                error.list.map { Violation(pointer: pointer + $0.pointer, reason: $0.reason) })
        }
    }
}

/// A field of a request's head that says how it is meant: its name, its rule and its words. It may
/// be absent.
package struct HeaderParameter<Value: Sendable>: Sendable {
    package let description: QueryParameterDescription
    private let name: HTTPFieldName
    private let schema: Schema<Value>

    package init(_ name: String, _ schema: Schema<Value>, _ words: String) {
        description = QueryParameterDescription(name: name, words: words, shape: schema.shape)
        self.name = HTTPFieldName(name)
        self.schema = schema
    }

    func value(in fields: HTTPFields) throws -> Value? {
        let values = fields.values(of: name)
        guard let value = values.first else { return nil }
        guard values.count == 1 else {
            let reason = Violation.Reason.invalid(code: "repeated", message: "This is there twice.")
            throw Violations([Violation(pointer: description.name, reason: reason)])
        }
        do {
            return try schema.decode(text: value)
        } catch let error as Violations {
            throw Violations(
                error.list.map {
                    Violation(pointer: description.name + $0.pointer, reason: $0.reason)
                })
        }
    }
}

package struct QueryParameterDescription: Sendable {
    package let name: String
    package let words: String
    package let shape: SchemaShape
}

extension Schema {
    /// Reads what stands in an address, where everything is text: numbers and truth values are
    /// written as JSON writes them.
    fileprivate func decode(text: String) throws -> Value {
        if shape.document["type"] == "string" { return try decode(.string(text)) }
        // Whatever is no JSON is of the wrong type, and the schema says which is right.
        guard let json = try? JSON(parsing: Array(text.utf8)) else {
            return try decode(.string(text))
        }
        return try decode(json)
    }
}
