// Links, pictures, times and what opens and closes.

extension Attribute where Kind: LinkKind {
    package static func href(_ url: URLReference) -> Attribute { Attribute("href", url.text) }
}

extension Attribute where Kind: SourceKind {
    package static func src(_ url: URLReference) -> Attribute { Attribute("src", url.text) }
}

extension Attribute where Kind == HTML.Anchor {
    package static func download(as name: String) -> Attribute { Attribute("download", name) }
    /// For links that leave the hub: no opener, no referrer.
    package static var external: Attribute { Attribute("rel", "noopener noreferrer") }
    package static func hreflang(_ tag: String) -> Attribute { Attribute("hreflang", tag) }
}

extension Attribute where Kind: SizedKind {
    package static func width(_ pixels: Int) -> Attribute { Attribute("width", "\(pixels)") }
    package static func height(_ pixels: Int) -> Attribute { Attribute("height", "\(pixels)") }
}

extension Attribute where Kind == HTML.Image {
    package static func alt(_ text: String) -> Attribute { Attribute("alt", text) }
    package static var lazy: Attribute { Attribute("loading", "lazy") }
}

extension Attribute where Kind == HTML.Time {
    /// The exact moment or span, in a form machines read.
    package static func datetime(_ text: String) -> Attribute { Attribute("datetime", text) }
}

extension Attribute where Kind == HTML.Details {
    package static var open: Attribute { Attribute("open") }
    /// Of several with one name at most one is open.
    package static func name(_ name: String) -> Attribute { Attribute("name", name) }
}

extension Attribute where Kind == HTML.Dialog {
    package static var open: Attribute { Attribute("open") }
}

extension Attribute where Kind == HTML.OrderedList {
    package static func start(_ number: Int) -> Attribute { Attribute("start", "\(number)") }
    package static var reversed: Attribute { Attribute("reversed") }
}

extension Attribute where Kind: CellKind {
    package static func colspan(_ count: Int) -> Attribute { Attribute("colspan", "\(count)") }
    package static func rowspan(_ count: Int) -> Attribute { Attribute("rowspan", "\(count)") }
}

extension Attribute where Kind == HTML.HeaderCell {
    package enum Scope: String, Sendable { case col, row, colgroup, rowgroup }
    package static func scope(_ scope: Scope) -> Attribute { Attribute("scope", scope.rawValue) }
}

extension Attribute where Kind == HTML.Column {
    package static func span(_ count: Int) -> Attribute { Attribute("span", "\(count)") }
}
