/// One member of an object: its name, where it lives in the Swift value, and its schema.
package struct Field<Root, Value>: Sendable {
    let name: String
    let isRequired: Bool
    let shape: SchemaShape
    /// Nil when refused; the reason has been told then.
    let read: @Sendable (JSONObject, inout Reading) -> Value?
    let write: @Sendable (Root, inout JSONWriter) -> Void

    /// A member that has to be there.
    package init(
        _ name: String, _ get: @escaping @Sendable (Root) -> Value, _ schema: Schema<Value>,
        _ words: String? = nil
    ) {
        self.name = name
        isRequired = true
        shape = schema.shape.adding("description", words.map(JSON.string))
        read = { object, reading in
            reading.inside(name) { reading in
                guard let json = object[name] else {
                    reading.refuse(.required)
                    return nil
                }
                return schema.read(json, &reading)
            }
        }
        write = schema.memberWriter(name, get)
    }

    /// A member that is nil in Swift when it is absent; `null` is not absent.
    package init<Wrapped>(
        optional name: String, _ get: @escaping @Sendable (Root) -> Wrapped?,
        _ schema: Schema<Wrapped>, _ words: String? = nil
    ) where Value == Wrapped? {
        self.name = name
        isRequired = false
        shape = schema.shape.adding("description", words.map(JSON.string))
        read = { object, reading in
            guard let json = object[name] else { return .some(nil) }
            return reading.inside(name) { schema.read(json, &$0).map(Optional.some) }
        }
        let writeValue = schema.memberWriter(name) { (value: Wrapped) in value }
        write = { root, writer in
            if let value = get(root) { writeValue(value, &writer) }
        }
    }

    /// A member that has a value of its own when it is absent.
    package init(
        _ name: String, _ get: @escaping @Sendable (Root) -> Value, _ schema: Schema<Value>,
        default value: Value, _ words: String? = nil
    ) where Value: Sendable {
        self.name = name
        isRequired = false
        // Told as it would be written.
        var writer = JSONWriter()
        schema.write(value, to: &writer)
        let told = try? JSON(parsing: writer.takeBytes())  // what we write is JSON
        shape = schema.shape.adding("description", words.map(JSON.string)).adding("default", told)
        read = { object, reading in
            guard let json = object[name] else { return value }
            return reading.inside(name) { schema.read(json, &$0) }
        }
        write = schema.memberWriter(name, get)
    }
}

extension Schema {
    /// Writes the key and the value, or nothing at all where the value is a secret.
    fileprivate func memberWriter<Root>(
        _ name: String, _ get: @escaping @Sendable (Root) -> Value
    ) -> @Sendable (Root, inout JSONWriter) -> Void {
        guard !shape.isSecret else { return { _, _ in } }
        return { root, writer in
            writer.key(name)
            write(get(root), &writer)
        }
    }
}
