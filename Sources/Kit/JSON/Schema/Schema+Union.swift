/// One of the forms a union takes.
package struct UnionCase<Whole>: Sendable {
    let tag: String
    let shape: SchemaShape
    let read: @Sendable (JSON, inout Reading) -> Whole?
    /// Writes the members if the value is of this case, and says whether it was.
    let write: @Sendable (Whole, inout JSONWriter, String) -> Bool

    /// - Parameters:
    ///   - tag: the value of the member that tells the cases apart.
    ///   - schema: of an object; its definition gets that member.
    package init<Part>(
        _ tag: String, _ schema: Schema<Part>, make: @escaping @Sendable (Part) -> Whole,
        extract: @escaping @Sendable (Whole) -> Part?
    ) {
        guard let writeMembers = schema.writeMembers else {
            preconditionFailure("only objects can be cases of a union")
        }
        self.tag = tag
        shape = schema.shape
        read = { json, reading in schema.read(json, &reading).map(make) }
        write = { whole, writer, member in
            guard let part = extract(whole) else { return false }
            writer.beginObject()
            writer.key(member)
            writer.value(tag)
            writeMembers(part, &writer)
            writer.endObject()
            return true
        }
    }
}

extension Schema {
    /// An object of one of several forms, told apart by the text in `member`.
    package static func union(
        _ name: String, _ words: String, by member: String, _ cases: [UnionCase<Value>]
    ) -> Schema {
        let tags = cases.map(\.tag)
        return Schema(unionShape(name, words, by: member, cases)) { json, reading in
            guard case .object(var object) = json else {
                reading.refuse(.wrongType(expected: "an object"))
                return nil
            }
            let found: UnionCase<Value>? = reading.inside(member) { reading in
                guard let tag = object[member] else {
                    reading.refuse(.required)
                    return nil
                }
                let match = cases.first { tag.text?.hasSameBytes(as: $0.tag) == true }
                if match == nil { reading.refuse(.notOneOf(tags)) }
                return match
            }
            guard let found else { return nil }
            object[member] = nil
            return found.read(.object(object), &reading)
        } write: { value, writer in
            let isWritten = cases.contains { $0.write(value, &writer, member) }
            precondition(isWritten, "\(name) has a case that its schema does not name")
        }
    }

    private static func unionShape(
        _ name: String, _ words: String, by member: String, _ cases: [UnionCase<Value>]
    ) -> SchemaShape {
        var definitions: [String: JSON] = [:]
        var mapping = JSONObject()
        for each in cases {
            definitions.merge(each.shape.definitions) { first, _ in first }
            guard let reference = each.shape.document["$ref"]?.text else { continue }
            let part = String(reference.dropFirst(SchemaShape.definitionPrefix.count))
            definitions[part] = definitions[part]?.tagged(member, each.tag)
            mapping[each.tag] = .string(reference)
        }
        definitions[name] = [
            "description": .string(words),
            "oneOf": .array(cases.map(\.shape.document)),
            "discriminator": ["propertyName": .string(member), "mapping": .object(mapping)],
        ]
        return SchemaShape(
            ["$ref": .string(SchemaShape.definitionPrefix + name)], definitions: definitions)
    }
}

extension JSON {
    /// The definition of an object, with one more required member of one possible value.
    fileprivate func tagged(_ member: String, _ tag: String) -> JSON {
        guard case .object(var definition) = self,
            case .object(let old)? = definition["properties"],
            case .array(let required)? = definition["required"]
        else { return self }
        var properties = JSONObject()
        properties[member] = ["type": "string", "const": .string(tag)]
        for property in old.members { properties[property.key] = property.value }
        definition["properties"] = .object(properties)
        definition["required"] = .array([.string(member)] + required)
        return .object(definition)
    }
}
