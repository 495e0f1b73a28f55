/// What a value looks like in JSON, said once: reading, writing and the description for OpenAPI all
/// come from the same declaration, so they cannot drift apart.
///
///     struct Login: JSONCoded {
///         let email: String
///         let password: Secret
///         let remember: Bool
///
///         static let schema = Schema<Login>.object(
///             "Login", "What a person signs in with.",
///             Field("email", \.email, .text(1...254, .email)),
///             Field("password", \.password, .secret(.text(8...1024), Secret.init)),
///             Field("remember", \.remember, .bool, default: false),
///             make: Login.init)
///     }
package struct Schema<Value>: Sendable {
    package let shape: SchemaShape
    let read: @Sendable (JSON, inout Reading) -> Value?
    let write: @Sendable (Value, inout JSONWriter) -> Void
    /// Only objects have them; a union writes its own member before them.
    let writeMembers: (@Sendable (Value, inout JSONWriter) -> Void)?

    init(
        _ shape: SchemaShape,
        read: @escaping @Sendable (JSON, inout Reading) -> Value?,
        write: @escaping @Sendable (Value, inout JSONWriter) -> Void,
        writeMembers: (@Sendable (Value, inout JSONWriter) -> Void)? = nil
    ) {
        self.shape = shape
        self.read = read
        self.write = write
        self.writeMembers = writeMembers
    }

    /// All that is wrong is thrown together.
    package func decode(
        _ json: JSON, unknownFields: Reading.UnknownFields = .refused
    ) throws(Violations) -> Value {
        var reading = Reading(unknownFields: unknownFields)
        let value = read(json, &reading)
        guard let value, reading.violations.isEmpty else { throw Violations(reading.violations) }
        return value
    }

    /// Throws `JSONError` where the bytes are no JSON, `Violations` where they are not this.
    package func decode(
        _ bytes: [UInt8], unknownFields: Reading.UnknownFields = .refused
    ) throws -> Value {
        try decode(JSON(parsing: bytes), unknownFields: unknownFields)
    }

    package func write(_ value: Value, to writer: inout JSONWriter) {
        write(value, &writer)
    }

    package func encode(_ value: Value, _ style: JSONWriter.Style = .compact) -> [UInt8] {
        var writer = JSONWriter(style)
        write(value, &writer)
        return writer.takeBytes()
    }
}

/// A type with one form in JSON.
package protocol JSONCoded: Sendable {
    static var schema: Schema<Self> { get }
}

/// The JSON Schema (2020-12) of a value: what stands in its place, and the named parts it needs.
package struct SchemaShape: Hashable, Sendable {
    /// For a named object, a reference to its definition.
    package var document: JSON
    package var definitions: [String: JSON]
    /// Taken in and never given out.
    package var isSecret = false

    init(_ document: JSON, definitions: [String: JSON] = [:]) {
        self.document = document
        self.definitions = definitions
    }

    static let definitionPrefix = "#/components/schemas/"

    func adding(_ key: String, _ value: JSON?) -> SchemaShape {
        guard let value, case .object(var object) = document else { return self }
        object[key] = value
        var shape = self
        shape.document = .object(object)
        return shape
    }
}
