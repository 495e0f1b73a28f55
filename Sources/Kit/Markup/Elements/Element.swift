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
    @usableFromInline let tag: PlainTag

    package init(_ name: StaticString, swallowsFirstNewline: Bool = false) {
        tag = PlainTag(name: name, swallowsFirstNewline: swallowsFirstNewline)
    }

    @inlinable
    package func callAsFunction(
        _ attributes: Attribute<Kind>?..., @MarkupBuilder content: () -> Markup
    ) -> Markup {
        tag.make(attributes.compactMap { $0?.plain }, content())
    }

    @inlinable
    package func callAsFunction(_ attributes: Attribute<Kind>?...) -> Markup {
        tag.make(attributes.compactMap { $0?.plain }, Markup())
    }

    func make(_ attributes: [Attribute<Kind>?], _ content: Markup) -> Markup {
        tag.make(attributes.compactMap { $0?.plain }, content)
    }
}

/// A tag without content or end.
package struct VoidElement<Kind>: Sendable {
    @usableFromInline let tag: PlainTag

    package init(_ name: StaticString) {
        tag = PlainTag(name: name, swallowsFirstNewline: false)
    }

    @inlinable
    package func callAsFunction(_ attributes: Attribute<Kind>?...) -> Markup {
        tag.makeVoid(attributes.compactMap { $0?.plain })
    }
}

/// A tag without its kind; see `PlainAttribute`.
@usableFromInline
struct PlainTag: Sendable {
    let name: StaticString
    /// A parser drops the newline that comes first in these, so one more is written before it.
    let swallowsFirstNewline: Bool

    @usableFromInline
    func make(_ attributes: [PlainAttribute], _ content: Markup) -> Markup {
        var markup = Markup()
        markup.reserve(content.bytes.count + 64)
        open(attributes, in: &markup)
        if swallowsFirstNewline, content.bytes.first == UInt8(ascii: "\n") {
            markup.write(byte: UInt8(ascii: "\n"))
        }
        markup.append(content)
        markup.write("</")
        markup.write(name)
        markup.write(byte: UInt8(ascii: ">"))
        return markup
    }

    @usableFromInline
    func makeVoid(_ attributes: [PlainAttribute]) -> Markup {
        var markup = Markup()
        open(attributes, in: &markup)
        return markup
    }

    private func open(_ attributes: [PlainAttribute], in markup: inout Markup) {
        markup.write(byte: UInt8(ascii: "<"))
        markup.write(name)
        markup.write(attributes: attributes)
        markup.write(byte: UInt8(ascii: ">"))
    }
}
