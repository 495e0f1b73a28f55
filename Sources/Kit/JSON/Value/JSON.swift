/// A JSON value, with its numbers kept exactly as far as 64 bits go.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Only for what is beyond `Int64.max`.
    case unsigned(UInt64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object(JSONObject)

    package init(_ value: some BinaryInteger) {
        if let signed = Int64(exactly: value) {
            self = .integer(signed)
        } else {
            self = .unsigned(UInt64(clamping: value))
        }
    }

    /// The member of an object; nil where there is none or this is no object.
    package subscript(key: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    /// The element of an array; nil where there is none or this is no array.
    package subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else {
            return nil
        }
        return elements[index]
    }

    package var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A whole number that fits, however it was written: `5` and `5.0` are one number.
    package var wholeNumber: Int64? {
        switch self {
        case .integer(let value): value
        // Beyond 2^53 a double no longer tells neighbours apart.
        case .number(let value) where value.magnitude <= 0x1p53: Int64(exactly: value)
        default: nil
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }

    package init(dictionaryLiteral members: (String, JSON)...) {
        var object = JSONObject()
        for (key, value) in members { object[key] = value }
        self = .object(object)
    }
}
