/// One attribute of an element of `Kind`. An optional one is dropped when nil:
/// `input(.type(.checkbox), isOn ? .checked : nil)`.
package struct Attribute<Kind>: Sendable {
    @usableFromInline let plain: PlainAttribute

    init(_ name: StaticString, _ value: String? = nil) {
        plain = PlainAttribute(name: name, value: value)
    }

    /// An attribute this library does not know. What runs script or leads elsewhere has to come
    /// through its own type, so handlers, `style` and addresses trap here.
    package static func custom(_ name: StaticString, _ value: String) -> Attribute {
        let text = "\(name)"
        precondition(
            text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            } && !text.isEmpty && !text.hasPrefix("on") && !Self.ownTypes.contains(text),
            "\(text) is not a custom attribute")
        return Attribute(name, value)
    }

    private static var ownTypes: [String] {
        ["style", "href", "src", "srcset", "srcdoc", "action", "formaction", "data", "ping"]
    }
}

/// An attribute without its kind: what is written. Kinds are for the compiler alone, and code that
/// is generic over them would ask the runtime for their metadata at every element.
@usableFromInline
struct PlainAttribute: Sendable {
    let name: StaticString
    /// Nil for an attribute that is merely there.
    let value: String?
}

extension Markup {
    /// `class` is merged from all its mentions; of every other attribute the last mention counts,
    /// so that a component's default gives way to its caller.
    mutating func write(attributes: [PlainAttribute]) {
        for (index, attribute) in attributes.enumerated() {
            let later = attributes[(index + 1)...]
            if attribute.isClass {
                guard !attributes[..<index].contains(where: \.isClass) else { continue }
                let words = attributes.compactMap { $0.isClass ? $0.value : nil }
                let merged = words.filter { !$0.isEmpty }.joined(separator: " ")
                if !merged.isEmpty { write("class", merged) }
            } else if !later.contains(where: { $0.hasName(attribute.name) }) {
                write(attribute.name, attribute.value)
            }
        }
    }

    private mutating func write(_ name: StaticString, _ value: String?) {
        write(byte: UInt8(ascii: " "))
        write(name)
        guard let value else { return }
        write("=\"")
        write(escaping: value)
        write(byte: UInt8(ascii: "\""))
    }
}

extension PlainAttribute {
    fileprivate var isClass: Bool { hasName("class") }

    fileprivate func hasName(_ other: StaticString) -> Bool {
        guard name.utf8CodeUnitCount == other.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { mine in
            other.withUTF8Buffer { unsafe mine.elementsEqual($0) }
        }
    }
}
