/// A tag with a beginning and an end. `Kind` says which attributes it takes.
///
///     section(.class("panel"), .id("runs")) {
///         h2 { "Runs" }
///         for run in runs { RunRow(run: run) }
///     }
///
/// A custom element of ours is declared once:
/// `let liveRegion = Element<HTML.Plain>("live-region")`.
package struct Element<Kind>: Sendable {
    private let name: StaticString
    /// A parser drops the newline that comes first in these, so one more is written before it.
    private let swallowsFirstNewline: Bool

    package init(_ name: StaticString, swallowsFirstNewline: Bool = false) {
        self.name = name
        self.swallowsFirstNewline = swallowsFirstNewline
    }

    package func callAsFunction(
        _ attributes: Attribute<Kind>?..., @MarkupBuilder content: () -> Markup
    ) -> Markup {
        make(attributes, content())
    }

    package func callAsFunction(_ attributes: Attribute<Kind>?...) -> Markup {
        make(attributes, Markup())
    }

    func make(_ attributes: [Attribute<Kind>?], _ content: Markup) -> Markup {
        var markup = Markup()
        markup.reserve(content.bytes.count + 64)
        markup.writeTag(name, attributes)
        if swallowsFirstNewline, content.bytes.first == UInt8(ascii: "\n") {
            markup.write(byte: UInt8(ascii: "\n"))
        }
        markup.append(content)
        markup.write("</")
        markup.write(name)
        markup.write(byte: UInt8(ascii: ">"))
        return markup
    }
}

/// A tag without content or end.
package struct VoidElement<Kind>: Sendable {
    private let name: StaticString

    package init(_ name: StaticString) {
        self.name = name
    }

    package func callAsFunction(_ attributes: Attribute<Kind>?...) -> Markup {
        var markup = Markup()
        markup.writeTag(name, attributes)
        return markup
    }
}

extension Markup {
    fileprivate mutating func writeTag<Kind>(
        _ name: StaticString, _ attributes: [Attribute<Kind>?]
    ) {
        write(byte: UInt8(ascii: "<"))
        write(name)
        write(attributes: attributes)
        write(byte: UInt8(ascii: ">"))
    }
}
