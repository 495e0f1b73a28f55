internal import Markup

extension Markup {
    /// A form in our spacing; for pages that have a property of the element's name, too.
    static func form(
        _ target: FormTarget, @MarkupBuilder content: () -> Markup
    ) -> Markup {
        spaced(target, content: content)
    }
}

private func spaced(_ target: FormTarget, content: () -> Markup) -> Markup {
    form(target, .class("form"), content: content)
}
