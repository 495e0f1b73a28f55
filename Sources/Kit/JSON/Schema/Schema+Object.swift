extension Schema where Value: Sendable {
    /// An object with these members and no others.
    ///
    /// - Parameters:
    ///   - name: of the definition in the API's description; unique among all.
    ///   - words: what it is, for the reader of the documentation.
    ///   - make: usually the memberwise initialiser. It throws a `Violation.Reason` where the
    ///     members do not go together.
    package static func object<each Member>(
        _ name: String, _ words: String, _ fields: repeat Field<Value, each Member>,
        make: @escaping @Sendable (repeat each Member) throws -> Value
    ) -> Schema {
        let known = fieldNames(name, repeat each fields)
        let writeMembers: @Sendable (Value, inout JSONWriter) -> Void = { value, writer in
            for field in repeat each fields { field.write(value, &writer) }
        }
        return Schema(
            objectShape(name, words, repeat each fields),
            read: { json, reading in
                guard case .object(let object) = json else {
                    reading.refuse(.wrongType(expected: "an object"))
                    return nil
                }
                let members = (repeat (each fields).read(object, &reading))
                reading.refuseUnknown(in: object, known: known)
                do {
                    return try make(repeat present(each members))
                } catch is Absent {
                    return nil
                } catch {
                    reading.refuse(Violation.Reason(error))
                    return nil
                }
            },
            write: { value, writer in
                writer.beginObject()
                writeMembers(value, &writer)
                writer.endObject()
            },
            writeMembers: writeMembers)
    }

    /// An object that is only ever told: it is described and written like any other, and whoever
    /// sends one is refused.
    package static func readOnly<each Member>(
        _ name: String, _ words: String, _ fields: repeat Field<Value, each Member>
    ) -> Schema {
        _ = fieldNames(name, repeat each fields)
        let writeMembers: @Sendable (Value, inout JSONWriter) -> Void = { value, writer in
            for field in repeat each fields { field.write(value, &writer) }
        }
        return Schema(
            objectShape(name, words, repeat each fields),
            read: { _, reading in
                reading.refuse(.readOnly)
                return nil
            },
            write: { value, writer in
                writer.beginObject()
                writeMembers(value, &writer)
                writer.endObject()
            },
            writeMembers: writeMembers)
    }

    private static func fieldNames<each Member>(
        _ name: String, _ fields: repeat Field<Value, each Member>
    ) -> [String] {
        var names: [String] = []
        for field in repeat each fields { names.append(field.name) }
        precondition(Set(names).count == names.count, "\(name) declares a field twice")
        return names
    }

    private static func objectShape<each Member>(
        _ name: String, _ words: String, _ fields: repeat Field<Value, each Member>
    ) -> SchemaShape {
        var properties = JSONObject()
        var required: [JSON] = []
        var definitions: [String: JSON] = [:]
        for field in repeat each fields {
            properties[field.name] = field.shape.document
            if field.isRequired { required.append(.string(field.name)) }
            definitions.merge(field.shape.definitions) { first, _ in first }
        }
        definitions[name] = [
            "type": "object", "description": .string(words), "properties": .object(properties),
            "required": .array(required), "additionalProperties": false,
        ]
        return SchemaShape(
            ["$ref": .string(SchemaShape.definitionPrefix + name)], definitions: definitions)
    }
}

extension Violation.Reason {
    /// Of what is only ever told.
    package static let readOnly = Violation.Reason.invalid(
        code: "read_only", message: "This is only told, and never sent.")
}

/// A member was refused; its violation is already told.
private struct Absent: Error {}

private func present<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Absent() }
    return value
}

extension Reading {
    fileprivate mutating func refuseUnknown(in object: JSONObject, known: [String]) {
        guard unknownFields == .refused else { return }
        for member in object.members
        where !known.contains(where: { $0.hasSameBytes(as: member.key) }) {
            _ = inside(member.key) { reading -> Bool? in
                reading.refuse(.unknownField)
                return nil
            }
        }
    }
}
