/// A component: data in, markup out. It holds what it shows and decides nothing else.
package protocol View {
    @MarkupBuilder var body: Markup { get }
}

extension View {
    /// The finished piece.
    package var markup: Markup { body }
}
