// Schemas made from schemas.

extension Schema {
    package static func list<Element>(
        of element: Schema<Element>, _ count: ClosedRange<Int>
    ) -> Schema where Value == [Element] {
        let shape = SchemaShape(
            [
                "type": "array", "items": element.shape.document,
                "minItems": JSON(count.lowerBound), "maxItems": JSON(count.upperBound),
            ], definitions: element.shape.definitions)
        return Schema(shape) { json, reading in
            guard case .array(let elements) = json else {
                reading.refuse(.wrongType(expected: "a list"))
                return nil
            }
            guard reading.accepts(elements.count, in: count) else { return nil }
            let values = elements.indices.compactMap { index in
                reading.inside(index) { element.read(elements[index], &$0) }
            }
            // Whoever makes something of a list relies on its length.
            return values.count == elements.count ? values : nil
        } write: { values, writer in
            writer.beginArray()
            for value in values { element.write(value, &writer) }
            writer.endArray()
        }
    }

    /// An object whose keys are data, as labels are. Written in the order of its keys.
    package static func map<Element>(
        of element: Schema<Element>, keys: Schema<String> = .text(1...64),
        _ count: ClosedRange<Int>
    ) -> Schema where Value == [String: Element] {
        let shape = SchemaShape(
            [
                "type": "object", "propertyNames": keys.shape.document,
                "additionalProperties": element.shape.document,
                "minProperties": JSON(count.lowerBound), "maxProperties": JSON(count.upperBound),
            ], definitions: element.shape.definitions)
        return Schema(shape) { json, reading in
            guard case .object(let object) = json else {
                reading.refuse(.wrongType(expected: "an object"))
                return nil
            }
            guard reading.accepts(object.members.count, in: count) else { return nil }
            var values: [String: Element] = [:]
            for member in object.members {
                reading.inside(member.key) { reading in
                    guard let key = keys.read(.string(member.key), &reading),
                        let value = element.read(member.value, &reading)
                    else { return }
                    // Two spellings of one text are two keys in JSON and one in a dictionary.
                    if values.updateValue(value, forKey: key) != nil {
                        reading.refuse(
                            .invalid(code: "repeated", message: "This key is there twice."))
                    }
                }
            }
            return values.count == object.members.count ? values : nil
        } write: { values, writer in
            writer.beginObject()
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                writer.key(key)
                element.write(value, &writer)
            }
            writer.endObject()
        }
    }

    /// The value or `null`.
    package static func nullable<Wrapped>(
        _ schema: Schema<Wrapped>
    ) -> Schema where Value == Wrapped? {
        var shape = schema.shape
        if let type = shape.document["type"] {
            shape = shape.adding("type", [type, "null"])
            if case .array(let choices)? = shape.document["enum"] {
                shape = shape.adding("enum", .array(choices + [.null]))
            }
        } else {
            shape.document = ["anyOf": [shape.document, ["type": "null"]]]
        }
        return Schema(shape) { json, reading in
            if json == .null { return .some(nil) }
            return schema.read(json, &reading).map(Optional.some)
        } write: { value, writer in
            if let value { schema.write(value, &writer) } else { writer.null() }
        }
    }

    /// The JSON of another type. `make` throws a `Violation.Reason` (or anything that describes
    /// itself) where a rule of the domain refuses.
    package static func converted<Part>(
        _ part: Schema<Part>, _ make: @escaping @Sendable (Part) throws -> Value,
        back: @escaping @Sendable (Value) -> Part
    ) -> Schema {
        Schema(part.shape) { json, reading in
            guard let value = part.read(json, &reading) else { return nil }
            do {
                return try make(value)
            } catch {
                reading.refuse(Violation.Reason(error))
                return nil
            }
        } write: { value, writer in
            part.write(back(value), &writer)
        }
    }

    /// For secrets: read, and never written again. As a field it is left out of what is written.
    package static func secret<Part>(
        _ part: Schema<Part>, _ make: @escaping @Sendable (Part) throws -> Value
    ) -> Schema {
        var hidden = part.shape.adding("writeOnly", true)
        hidden.isSecret = true
        return Schema(hidden) { json, reading in
            guard let value = part.read(json, &reading) else { return nil }
            do {
                return try make(value)
            } catch {
                // What it says may quote the secret.
                reading.refuse(.invalid(code: "invalid", message: "This cannot be used."))
                return nil
            }
        } write: { _, writer in
            writer.value("‹redacted›")
        }
    }

    /// The same schema with words for the reader of the documentation.
    package func described(_ words: String) -> Schema {
        Schema(
            shape.adding("description", .string(words)), read: read, write: write,
            writeMembers: writeMembers)
    }
}

extension Violation.Reason: Error {
    init(_ error: any Error) {
        self = error as? Violation.Reason ?? .invalid(code: "invalid", message: "\(error)")
    }
}

extension Reading {
    fileprivate mutating func accepts(_ count: Int, in range: ClosedRange<Int>) -> Bool {
        if count < range.lowerBound { refuse(.tooFew(minimum: range.lowerBound)) }
        if count > range.upperBound { refuse(.tooMany(maximum: range.upperBound)) }
        return range.contains(count)
    }

    fileprivate mutating func inside(_ key: String, _ read: (inout Reading) -> Void) {
        _ = inside(key) { reading -> Bool? in
            read(&reading)
            return nil
        }
    }
}
