/// Joins the statements of a view: strings are text, and are escaped.
///
/// Blocks are joined pair by pair, which keeps type checking linear in the number of statements.
@resultBuilder
package enum MarkupBuilder {
    package static func buildExpression(_ text: String) -> Markup { Markup(text) }
    package static func buildExpression(_ text: String?) -> Markup { Markup(text ?? "") }
    package static func buildExpression(_ markup: Markup) -> Markup { markup }
    package static func buildExpression(_ markup: Markup?) -> Markup { markup ?? Markup() }
    package static func buildExpression(_ view: some View) -> Markup { view.body }

    package static func buildBlock() -> Markup { Markup() }
    package static func buildPartialBlock(first: Markup) -> Markup { first }

    package static func buildPartialBlock(
        accumulated: consuming Markup, next: Markup
    ) -> Markup {
        accumulated.append(next)
        return accumulated
    }

    package static func buildOptional(_ markup: Markup?) -> Markup { markup ?? Markup() }
    package static func buildEither(first: Markup) -> Markup { first }
    package static func buildEither(second: Markup) -> Markup { second }

    package static func buildArray(_ pieces: [Markup]) -> Markup {
        var whole = Markup()
        whole.reserve(pieces.reduce(0) { $0 + $1.bytes.count })
        for piece in pieces { whole.append(piece) }
        return whole
    }
}
