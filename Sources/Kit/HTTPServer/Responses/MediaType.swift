/// A media type, as far as we look at one: `type/subtype` in lower case, without parameters.
package struct MediaType: Hashable, Sendable {
    package let type: String

    /// Nil unless there is one slash between two tokens.
    package init?(_ field: String) {
        let text = field.prefix { $0 != ";" }.trimmingBlanks.lowercased()
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ Token.isToken(String($0)) }) else {
            return nil
        }
        type = text
    }

    package var isJSON: Bool { type == "application/json" || type.hasSuffix("+json") }
    package var isForm: Bool { type == "application/x-www-form-urlencoded" }

    /// Whether gzip makes it smaller: text does, pictures and archives do not.
    package var isCompressible: Bool {
        if type == "text/event-stream" { return false }
        return type.hasPrefix("text/") || isJSON || type.hasSuffix("+xml")
            || ["application/javascript", "application/xml", "application/wasm"].contains(type)
    }

    /// Whether whoever sent this `Accept` would rather read a page than JSON. Programs accept
    /// anything or JSON; browsers name HTML.
    package static func prefersHTML(_ accept: String?) -> Bool {
        guard let accept else { return false }
        let wishes = QualityList(accept)
        guard let html = wishes.weight(named: "text/html"), html > 0 else { return false }
        let json = [
            wishes.weight(named: "application/json"),
            wishes.weight(named: "application/problem+json"),
        ].compactMap(\.self).max()
        return html >= (json ?? 0)
    }
}
