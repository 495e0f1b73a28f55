internal import Markup

/// How a thing is, told by shape, word and colour together; docs/design.md has the table.
enum Status: String, Sendable, CaseIterable {
    case ok, warn, fail, running, queued, stale, unknown

    var attribute: Attribute<HTML.Plain> { .status(self) }
}

extension Attribute {
    /// Gives an element and what is in it the colours of a status.
    static func status(_ status: Status) -> Attribute { .data(.status, status.rawValue) }
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

/// A status with its word: a pill for a record's state, without the ground inside a sentence.
struct StatusWord: View {
    let status: Status
    let word: String
    var isPill = true

    var body: Markup {
        span(.class("status", isPill ? "pill" : nil), .status(status)) {
            Glyph(status: status)
            word
        }
    }
}

/// A picture that says again what its label says.
struct Icon: View {
    let name: String
    let isSmall: Bool
    /// In the colour that folders have.
    let isFolder: Bool

    init(_ name: String, isSmall: Bool = false, isFolder: Bool = false) {
        self.name = name
        self.isSmall = isSmall
        self.isFolder = isFolder
    }

    var body: Markup {
        svg(.class("icon", isSmall ? "s" : nil, isFolder ? "folder" : nil), .ariaHidden) {
            use(.href(Asset.icon(name)))
        }
    }
}
