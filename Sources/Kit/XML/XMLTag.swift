/// A tag taken apart: `<a b="c">`, `</a>` or `<a/>`.
struct XMLTag {
    enum Kind { case start, end, empty }

    /// A name with its prefix, as it is written.
    struct QualifiedName: Hashable {
        let prefix: String
        let local: String
    }

    struct Attribute {
        let name: QualifiedName
        let value: String
    }

    let kind: Kind
    let name: QualifiedName
    let attributes: [Attribute]

    /// - Parameter bytes: From `<` to `>`.
    init(_ bytes: [UInt8], at offset: Int, attributesMax: Int) throws(XMLError) {
        var scanner = XMLTagScanner(bytes.dropFirst().dropLast(), at: offset)
        let isEnd = scanner.skip(UInt8(ascii: "/"))
        name = try scanner.name()
        var attributes: [Attribute] = []
        while scanner.skipSpace(), scanner.hasName {
            guard !isEnd else { throw scanner.malformed("an end tag has attributes") }
            guard attributes.count < attributesMax else {
                throw XMLError(
                    .beyondLimit, at: offset, "an element has more than \(attributesMax) attributes"
                )
            }
            attributes.append(try scanner.attribute())
        }
        let isEmpty = !isEnd && scanner.skip(UInt8(ascii: "/"))
        guard scanner.isAtEnd else { throw scanner.malformed("a tag is malformed") }
        kind = isEnd ? .end : isEmpty ? .empty : .start
        self.attributes = attributes
    }
}

/// Walks over the inside of a tag.
private struct XMLTagScanner {
    private var rest: ArraySlice<UInt8>
    private let offset: Int

    init(_ bytes: ArraySlice<UInt8>, at offset: Int) {
        rest = bytes
        self.offset = offset
    }

    var isAtEnd: Bool { rest.isEmpty }
    var hasName: Bool { rest.first.map { !Self.endsName($0) } ?? false }

    func malformed(_ message: String) -> XMLError {
        XMLError(.malformed, at: offset, message)
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// False when there was none, so that attributes are apart from each other.
    mutating func skipSpace() -> Bool {
        let before = rest.count
        rest = rest.drop(while: \.isXMLSpace)
        return rest.count < before
    }

    mutating func name() throws(XMLError) -> XMLTag.QualifiedName {
        let bytes = rest.prefix { !Self.endsName($0) }
        rest = rest.dropFirst(bytes.count)
        let text = try XMLText.check(bytes, at: offset)
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy(XMLText.isName) else {
            throw malformed("a name is malformed")
        }
        return parts.count == 2
            ? .init(prefix: String(parts[0]), local: String(parts[1]))
            : .init(prefix: "", local: text)
    }

    mutating func attribute() throws(XMLError) -> XMLTag.Attribute {
        let name = try name()
        _ = skipSpace()
        guard skip(UInt8(ascii: "=")) else { throw malformed("an attribute has no value") }
        _ = skipSpace()
        guard let quote = rest.popFirst(),
            quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        else { throw malformed("an attribute's value has no quotes") }
        let raw = rest.prefix { $0 != quote }
        rest = rest.dropFirst(raw.count)
        guard skip(quote), !raw.contains(UInt8(ascii: "<")) else {
            throw malformed("an attribute's value is malformed")
        }
        // XML 1.0 section 3.3.3: written line ends and tabs are spaces.
        let spaced = raw.map { $0.isXMLSpace ? 32 : $0 }
        return .init(
            name: name, value: try XMLText.decode(spaced[...], at: offset, isAttribute: true))
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte.isXMLSpace || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }
}

extension UInt8 {
    var isXMLSpace: Bool { self == 32 || self == 9 || self == 10 || self == 13 }
}
