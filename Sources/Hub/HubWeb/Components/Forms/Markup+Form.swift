internal import Markup

extension Markup {
    /// A form in our spacing; for pages that have a property of the element's name, too.
    static func form(
        _ target: FormTarget, @MarkupBuilder content: () -> Markup
    ) -> Markup {
        shaped("form", target, content: content)
    }

    /// The same for a form on one line.
    static func row(_ target: FormTarget, @MarkupBuilder content: () -> Markup) -> Markup {
        shaped("row", target, content: content)
    }
}

private func shaped(
    _ shape: String, _ target: FormTarget, content: () -> Markup
) -> Markup {
    form(target, .class(shape), content: content)
}
