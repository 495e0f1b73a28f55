/// An element to be written, with everything in it escaped.
package struct XMLElement: Hashable, Sendable {
    private enum Content: Hashable, Sendable {
        case element(XMLElement)
        case text(String)
    }

    private let name: String
    private let namespace: String?
    private let content: [Content]

    /// - Parameter namespace: Of this element and, unless they say another, those in it.
    package init(_ name: String, in namespace: String? = nil, _ elements: [XMLElement] = []) {
        self.name = name
        content = elements.map { .element($0) }
        self.namespace = namespace
    }

    package init(_ name: String, text: String) {
        self.name = name
        content = [.text(text)]
        namespace = nil
    }

    /// As a document of its own.
    package var document: [UInt8] {
        Array("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\(text)".utf8)
    }

    private var text: String {
        let start = namespace.map { "<\(name) xmlns=\"\(Self.escape($0))\"" } ?? "<\(name)"
        guard !content.isEmpty else { return "\(start)/>" }
        let inside = content.map { part in
            switch part {
            case .element(let element): element.text
            case .text(let text): Self.escape(text)
            }
        }
        return "\(start)>\(inside.joined())</\(name)>"
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            case "\r": escaped += "&#13;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
