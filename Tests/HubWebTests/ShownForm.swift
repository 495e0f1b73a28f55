import HTTPServer

/// A form of a page as a browser sends it when nothing was typed.
struct ShownForm {
    private(set) var fields: [(name: String, value: String)] = []

    /// The one that is sent to a place; nil where the page has none.
    init?(to target: String, on page: Browser.Shown) {
        let action = "action=\"\(target.replacing("&", with: "&amp;"))\""
        guard let start = page.text.range(of: action),
            let form = page.text[start.upperBound...].prefix(upTo: "</form>")
        else { return nil }
        var rest = form[...]
        while let begin = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: begin)...]
            guard let end = rest.firstIndex(of: ">") else { return }
            let tag = rest[..<end]
            let content = rest[rest.index(after: end)...]
            rest = content
            if tag.hasPrefix("input ") {
                add(tag)
            } else if tag.hasPrefix("textarea "), let name = Self.attribute("name", of: tag) {
                fields.append((name, Self.plain(content.prefix(upTo: "</textarea>") ?? "")))
            } else if tag.hasPrefix("select "), let name = Self.attribute("name", of: tag),
                let options = content.prefix(upTo: "</select>")
            {
                add(name, options)
            }
        }
    }

    /// Every value of a name.
    subscript(all name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    var one: [String: String] {
        Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// What is typed into a field, or ticked.
    mutating func set(_ name: String, _ values: String...) {
        fields.removeAll { $0.name == name }
        fields += values.map { (name, $0) }
    }

    private mutating func add(_ tag: Substring) {
        guard let name = Self.attribute("name", of: tag) else { return }
        let type = Self.attribute("type", of: tag) ?? "text"
        guard !["checkbox", "radio"].contains(type) || tag.contains(" checked") else { return }
        fields.append((name, Self.attribute("value", of: tag) ?? ""))
    }

    private mutating func add(_ name: String, _ options: Substring) {
        let all = options.split(separator: "<option").map { $0.prefix { $0 != ">" } }
            .filter { $0.contains("value=") }
        let chosen = all.first { $0.contains(" selected") } ?? all.first
        if let chosen { fields.append((name, Self.attribute("value", of: chosen) ?? "")) }
    }

    private static func attribute(_ name: String, of tag: Substring) -> String? {
        guard let start = tag.range(of: " \(name)=\"") else { return nil }
        return plain(tag[start.upperBound...].prefix { $0 != "\"" })
    }

    private static func plain(_ text: Substring) -> String {
        String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }
}

extension Substring {
    fileprivate func prefix(upTo text: String) -> Substring? {
        range(of: text).map { self[..<$0.lowerBound] }
    }
}

extension Browser {
    /// Sends a form that the page shows, whole, but for what `change` types into it.
    mutating func send(
        to target: String, at place: String? = nil, _ change: (inout ShownForm) -> Void = { _ in }
    ) async throws {
        guard var form = ShownForm(to: target, on: page) else {
            throw Problem(.notFound, "no_form", "The page has no form to \(target).")
        }
        change(&form)
        let names = Set(form.fields.map(\.name)).subtracting(["csrf"])
        try await post(
            place ?? target, [:],
            several: Dictionary(uniqueKeysWithValues: names.map { ($0, form[all: $0]) }))
    }
}
