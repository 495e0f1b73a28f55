/// A piece of HTML, already escaped and written: the value every view returns.
///
/// Escaping happens when a piece is made, once, and pieces are joined by copying bytes; so whatever
/// holds a `Markup` can neither forget to escape nor do it twice.
@usableFromInline
package struct Markup: Hashable, Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Where the content of a streamed page goes; see `gap` and `split()`.
    private var gapOffset: Int?

    @usableFromInline
    package init() {}

    /// Text, with `&`, `<`, `>`, `"` and `'` written as character references.
    package init(_ text: String) {
        append(text)
    }

    /// Markup as it stands in our own source, the only raw markup there is.
    package static func raw(_ text: StaticString) -> Markup {
        var markup = Markup()
        markup.write(text)
        return markup
    }

    /// An SVG drawing that was compiled into the executable. Nothing that came from outside may be
    /// passed: no one looks at the bytes.
    package static func compiledIn(svg bytes: [UInt8]) -> Markup {
        var markup = Markup()
        markup.bytes = bytes
        return markup
    }

    /// The place at which `split()` cuts. A page has at most one.
    package static var gap: Markup {
        var markup = Markup()
        markup.gapOffset = 0
        return markup
    }

    package var isEmpty: Bool { bytes.isEmpty }

    /// Adds text, escaped.
    package mutating func append(_ text: String) {
        write(escaping: text)
    }

    package mutating func append(_ other: Markup) {
        if let offset = other.gapOffset {
            precondition(gapOffset == nil, "a page has one gap at most")
            gapOffset = bytes.count + offset
        }
        bytes.append(contentsOf: other.bytes)
    }

    /// What comes before the gap and what comes after it: a page too long to hold is sent as the
    /// first half, its rows as they are read, and the second half. Without a gap all comes before.
    package func split() -> (before: Markup, after: Markup) {
        guard let offset = gapOffset else { return (self, Markup()) }
        var before = Markup()
        var after = Markup()
        before.bytes = Array(bytes[..<offset])
        after.bytes = Array(bytes[offset...])
        return (before, after)
    }

    mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    mutating func write(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func write(byte: UInt8) {
        bytes.append(byte)
    }

    /// The same five for text and for attribute values, which we always quote: one rule to check.
    mutating func write(escaping text: String) {
        let characters = text.utf8
        guard characters.contains(where: Self.needsEscaping) else {
            bytes.append(contentsOf: characters)
            return
        }
        for character in characters {
            switch character {
            case UInt8(ascii: "&"): write("&amp;")
            case UInt8(ascii: "<"): write("&lt;")
            case UInt8(ascii: ">"): write("&gt;")
            case UInt8(ascii: "\""): write("&quot;")
            case UInt8(ascii: "'"): write("&#39;")
            default: bytes.append(character)
            }
        }
    }

    private static func needsEscaping(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
            UInt8(ascii: "'"):
            true
        default: false
        }
    }
}

extension Markup: CustomStringConvertible {
    @usableFromInline
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}
