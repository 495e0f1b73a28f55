/// Proof that a form was rendered for the session that sends it. Every form that changes something
/// carries one, because there is no other way to make such a form.
package struct CSRFToken: Hashable, Sendable {
    /// The name of the field that carries it.
    package static let field = "csrf"

    let value: String

    package init(_ value: String) {
        self.value = value
    }
}

/// Where a form goes, and how.
package enum FormTarget: Sendable {
    /// Changes something; carries the token.
    case post(to: URLReference, CSRFToken)
    /// Asks for a view of the same or another page; its fields end up in the address.
    case get(URLReference)
    /// Closes the dialog it stands in and sends nothing.
    case dialog
}

/// The one way to make a form.
package func form(
    _ target: FormTarget, _ attributes: Attribute<HTML.Form>?...,
    @MarkupBuilder content: () -> Markup
) -> Markup {
    let tag = Element<HTML.Form>("form")
    switch target {
    case .post(let url, let token):
        var fields = input(.type(.hidden), .name(CSRFToken.field), .value(token.value))
        fields.append(content())
        return tag.make(
            [Attribute("method", "post"), Attribute("action", url.text)] + attributes, fields)
    case .get(let url):
        return tag.make([Attribute("action", url.text)] + attributes, content())
    case .dialog:
        return tag.make([Attribute("method", "dialog")] + attributes, content())
    }
}

extension Attribute where Kind == HTML.Form {
    package static var novalidate: Attribute { Attribute("novalidate") }
    package static var noAutocomplete: Attribute { Attribute("autocomplete", "off") }
}
