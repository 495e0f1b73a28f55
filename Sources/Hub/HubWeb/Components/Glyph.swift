internal import Markup

/// How a thing is, told by shape, word and colour together; docs/design.md has the table.
enum Status: String, Sendable {
    case ok, warn, fail, running, queued, stale, unknown

    var attribute: Attribute<HTML.Plain> { .data(.status, rawValue) }
}

/// The silhouette of a status; the word stands beside it.
struct Glyph: View {
    let status: Status
    var isBig = false

    var body: Markup {
        svg(.class("glyph", isBig ? "big" : nil), .ariaHidden) {
            use(.href(Asset.icon("is-\(status.rawValue)")))
        }
    }
}

/// A picture that says again what its label says.
struct Icon: View {
    let name: String

    init(_ name: String) {
        self.name = name
    }

    var body: Markup {
        svg(.class("icon"), .ariaHidden) {
            use(.href(Asset.icon(name)))
        }
    }
}
