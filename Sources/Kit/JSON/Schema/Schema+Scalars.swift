package import Values

extension Schema where Value == String {
    /// Text of so many characters (Unicode scalars, as JSON Schema counts), one line by default.
    package static func text(
        _ length: ClosedRange<Int>, _ rule: TextRule = .line
    ) -> Schema {
        var shape = SchemaShape([
            "type": "string", "minLength": JSON(length.lowerBound),
            "maxLength": JSON(length.upperBound),
        ])
        shape = shape.adding("pattern", rule.pattern.map(JSON.string))
        return Schema(shape) { json, reading in
            guard case .string(let text) = json else {
                reading.refuse(.wrongType(expected: "text"))
                return nil
            }
            let count = text.unicodeScalars.count
            if count < length.lowerBound {
                reading.refuse(.tooShort(minimum: length.lowerBound))
            } else if count > length.upperBound {
                reading.refuse(.tooLong(maximum: length.upperBound))
            } else if !rule.accepts(text) {
                reading.refuse(.wrongFormat(expected: rule.expected))
            } else {
                return text
            }
            return nil
        } write: { text, writer in
            writer.value(text)
        }
    }
}

extension Schema where Value == Bool {
    package static let bool = Schema(SchemaShape(["type": "boolean"])) { json, reading in
        guard case .bool(let value) = json else {
            reading.refuse(.wrongType(expected: "true or false"))
            return nil
        }
        return value
    } write: { value, writer in
        writer.value(value)
    }
}

extension Schema where Value: FixedWidthInteger & Sendable {
    package static func integer(_ range: ClosedRange<Value>) -> Schema {
        let shape = SchemaShape([
            "type": "integer", "minimum": JSON(range.lowerBound),
            "maximum": JSON(range.upperBound),
        ])
        return Schema(shape) { json, reading in
            guard let number = whole(json) else {
                reading.refuse(.wrongType(expected: "a whole number"))
                return nil
            }
            if number < range.lowerBound {
                reading.refuse(.tooSmall(minimum: "\(range.lowerBound)"))
            } else if number > range.upperBound {
                reading.refuse(.tooLarge(maximum: "\(range.upperBound)"))
            } else {
                return Value(number)
            }
            return nil
        } write: { value, writer in
            writer.value(value)
        }
    }

    package static var integer: Schema { integer(Value.min...Value.max) }

    /// 128 bits hold both kinds of 64.
    private static func whole(_ json: JSON) -> Int128? {
        if case .unsigned(let value) = json { return Int128(value) }
        return json.wholeNumber.map { Int128($0) }
    }
}

extension Schema where Value == Double {
    package static func number(_ range: ClosedRange<Double>) -> Schema {
        let shape = SchemaShape([
            "type": "number", "minimum": .number(range.lowerBound),
            "maximum": .number(range.upperBound),
        ])
        return Schema(shape) { json, reading in
            let number: Double
            switch json {
            case .integer(let value): number = Double(value)
            case .unsigned(let value): number = Double(value)
            case .number(let value): number = value
            default:
                reading.refuse(.wrongType(expected: "a number"))
                return nil
            }
            if number < range.lowerBound {
                reading.refuse(.tooSmall(minimum: "\(range.lowerBound)"))
            } else if number > range.upperBound {
                reading.refuse(.tooLarge(maximum: "\(range.upperBound)"))
            } else {
                return number
            }
            return nil
        } write: { value, writer in
            writer.value(value)
        }
    }
}

extension Schema where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// One of the cases of an enumeration, by its raw value.
    package static var choice: Schema {
        let names = Value.allCases.map(\.rawValue)
        let shape = SchemaShape([
            "type": "string", "enum": .array(names.map(JSON.string)),
        ])
        return Schema(shape) { json, reading in
            guard case .string(let text) = json else {
                reading.refuse(.wrongType(expected: "text"))
                return nil
            }
            // Raw values are ASCII, but `==` of strings is not the comparison of bytes.
            guard let value = Value(rawValue: text), value.rawValue.hasSameBytes(as: text) else {
                reading.refuse(.notOneOf(names))
                return nil
            }
            return value
        } write: { value, writer in
            writer.value(value.rawValue)
        }
    }
}

extension Schema where Value == JSON {
    /// Any JSON at all, for what is only passed on.
    package static let any = Schema(SchemaShape([:])) { json, _ in
        json
    } write: { json, writer in
        writer.value(json)
    }
}

extension Schema {
    /// A value that is written as one string.
    package static func string(
        format: String?, pattern: String? = nil, expected: String,
        parse: @escaping @Sendable (String) -> Value?,
        print: @escaping @Sendable (Value) -> String
    ) -> Schema {
        let shape = SchemaShape(["type": "string"]).adding("format", format.map(JSON.string))
            .adding("pattern", pattern.map(JSON.string))
        return Schema(shape) { json, reading in
            guard case .string(let text) = json else {
                reading.refuse(.wrongType(expected: "text"))
                return nil
            }
            guard let value = parse(text) else {
                reading.refuse(.wrongFormat(expected: expected))
                return nil
            }
            return value
        } write: { value, writer in
            writer.value(print(value))
        }
    }
}

extension Schema where Value == Timestamp {
    package static let timestamp = Schema.string(
        format: "date-time", expected: "a date and time like 2026-11-21T03:46:29.000Z",
        parse: { Timestamp(rfc3339: $0) }, print: \.description)
}

extension Schema<UUID> {
    package static let uuid = Schema.string(
        format: "uuid", expected: "an id in lower case",
        parse: { text in UUID(text).flatMap { $0.description == text ? $0 : nil } },
        print: \.description)
}

extension Schema {
    package static func id<Entity>() -> Schema where Value == ID<Entity> {
        .string(
            format: "uuid", expected: "an identifier like 019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c8d",
            parse: { ID<Entity>($0) }, print: { $0.description })
    }
}

extension Schema where Value == [UInt8] {
    /// Bytes in base 64; the limit counts bytes.
    package static func bytes(_ limit: Int) -> Schema {
        let letters = (limit + 2) / 3 * 4
        var schema = Schema.string(format: nil, expected: "base 64 of at most \(limit) bytes") {
            text -> [UInt8]? in
            guard text.utf8.count <= letters, let bytes = Base64.standard.decode(text),
                bytes.count <= limit
            else { return nil }
            return bytes
        } print: {
            Base64.standard.encode($0)
        }
        schema = Schema(
            schema.shape.adding("contentEncoding", "base64").adding("maxLength", JSON(letters)),
            read: schema.read, write: schema.write)
        return schema
    }
}
