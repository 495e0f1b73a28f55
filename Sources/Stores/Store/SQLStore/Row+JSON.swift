internal import JSON

// What is kept as one text, since nothing is looked up by its parts.

extension Row {
    func json<Value>(_ name: StaticString, _ schema: Schema<Value>) throws -> Value? {
        guard let text = try get(name, as: String?.self) else { return nil }
        return try schema.decode(Array(text.utf8))
    }
}

extension Schema {
    func text(_ value: Value) -> String { String(decoding: encode(value), as: UTF8.self) }
}
