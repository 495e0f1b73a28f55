/// A few named facts of an event, in the order they were given, with a text form that a person can
/// read in the database and that decodes to the same facts.
///
/// One `name=value` a line; in names and values `\` is written `\\`, a line feed `\n`, a carriage
/// return `\r`, NUL `\0`, and in names `=` is written `\e`.
package struct AuditDetail: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    package struct Fact: Hashable, Sendable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package let facts: [Fact]

    package init(_ facts: [Fact]) {
        self.facts = facts
    }

    package init(dictionaryLiteral elements: (String, String)...) {
        facts = elements.map(Fact.init)
    }

    package subscript(name: String) -> String? {
        facts.first { $0.name == name }?.value
    }

    package var text: String {
        facts.map { "\(Self.escape($0.name, isName: true))=\(Self.escape($0.value))\n" }.joined()
    }

    /// Nil where `text` was not written by the property of that name.
    package init?(text: String) {
        var facts: [Fact] = []
        // By bytes: Swift takes CR LF for one character, and a combining mark joins what is before.
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true else { return nil }
        for line in lines {
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")),
                let name = Self.unescape(line[..<equals]),
                let value = Self.unescape(line[line.index(after: equals)...])
            else { return nil }
            facts.append(Fact(name: name, value: value))
        }
        self.init(facts)
    }

    private static let escapes: [(plain: UInt8, letter: UInt8)] = [
        (UInt8(ascii: "\\"), UInt8(ascii: "\\")), (UInt8(ascii: "\n"), UInt8(ascii: "n")),
        (UInt8(ascii: "\r"), UInt8(ascii: "r")), (0, UInt8(ascii: "0")),
        (UInt8(ascii: "="), UInt8(ascii: "e")),
    ]

    private static func escape(_ text: String, isName: Bool = false) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let isPlain = byte == UInt8(ascii: "=") && !isName
            if !isPlain, let escape = escapes.first(where: { $0.plain == byte }) {
                bytes += [UInt8(ascii: "\\"), escape.letter]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescape(_ bytes: Substring.UTF8View) -> String? {
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                guard let escape = escapes.first(where: { $0.letter == byte }) else { return nil }
                plain.append(escape.plain)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                plain.append(byte)
            }
        }
        return isEscaped ? nil : String(decoding: plain, as: UTF8.self)
    }
}
