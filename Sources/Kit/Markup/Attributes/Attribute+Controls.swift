// The controls of a form.

extension Attribute where Kind: ControlKind {
    package static func name(_ name: String) -> Attribute { Attribute("name", name) }
    package static var disabled: Attribute { Attribute("disabled") }
    package static var required: Attribute { Attribute("required") }
    /// The form a control outside of it belongs to.
    package static func form(_ id: String) -> Attribute { Attribute("form", id) }
    package static func autocomplete(_ hint: Autocomplete) -> Attribute {
        Attribute("autocomplete", hint.rawValue)
    }
}

/// What a browser may fill in.
package enum Autocomplete: String, Sendable {
    case off, on, username, email, url, name
    case currentPassword = "current-password"
    case newPassword = "new-password"
    case oneTimeCode = "one-time-code"
}

extension Attribute where Kind: TextControlKind {
    package static func placeholder(_ text: String) -> Attribute { Attribute("placeholder", text) }
    package static var readonly: Attribute { Attribute("readonly") }
    package static func minlength(_ count: Int) -> Attribute { Attribute("minlength", "\(count)") }
    package static func maxlength(_ count: Int) -> Attribute { Attribute("maxlength", "\(count)") }
    package static var noSpellcheck: Attribute { Attribute("spellcheck", "false") }
    package static func inputmode(_ mode: InputMode) -> Attribute {
        Attribute("inputmode", mode.rawValue)
    }
}

/// The keyboard a phone shows.
package enum InputMode: String, Sendable {
    case text, numeric, decimal, email, url, search
}

extension Attribute where Kind == HTML.Input {
    package enum InputType: String, Sendable {
        case text, password, email, url, search, number, checkbox, radio, hidden, date, time, range
        case datetime = "datetime-local"
    }
    package static func type(_ type: InputType) -> Attribute { Attribute("type", type.rawValue) }
    package static func value(_ text: String) -> Attribute { Attribute("value", text) }
    package static var checked: Attribute { Attribute("checked") }
    package static var multiple: Attribute { Attribute("multiple") }
    package static func list(_ id: String) -> Attribute { Attribute("list", id) }
    package static func pattern(_ pattern: StaticString) -> Attribute {
        Attribute("pattern", "\(pattern)")
    }
}

extension Attribute where Kind: MeasuredKind {
    package static func min(_ value: Double) -> Attribute { Attribute("min", number(value)) }
    package static func max(_ value: Double) -> Attribute { Attribute("max", number(value)) }
    package static func step(_ value: Double) -> Attribute { Attribute("step", number(value)) }
    package static func value(_ value: Double) -> Attribute { Attribute("value", number(value)) }
}

extension Attribute {
    /// Whole numbers without a fraction, as people write them.
    static func number(_ value: Double) -> String {
        Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}

extension Attribute where Kind == HTML.TextArea {
    package static func rows(_ count: Int) -> Attribute { Attribute("rows", "\(count)") }
}

extension Attribute where Kind == HTML.Select {
    package static var multiple: Attribute { Attribute("multiple") }
    package static func size(_ count: Int) -> Attribute { Attribute("size", "\(count)") }
}

extension Attribute where Kind == HTML.Option {
    package static func value(_ text: String) -> Attribute { Attribute("value", text) }
    package static var selected: Attribute { Attribute("selected") }
    package static var disabled: Attribute { Attribute("disabled") }
}

extension Attribute where Kind == HTML.OptionGroup {
    package static func label(_ text: String) -> Attribute { Attribute("label", text) }
    package static var disabled: Attribute { Attribute("disabled") }
}

extension Attribute where Kind == HTML.Fieldset {
    package static var disabled: Attribute { Attribute("disabled") }
}

extension Attribute where Kind == HTML.Button {
    package enum ButtonType: String, Sendable { case submit, button, reset }
    package static func type(_ type: ButtonType) -> Attribute { Attribute("type", type.rawValue) }
    /// What the form sends when this button was the one.
    package static func value(_ text: String) -> Attribute { Attribute("value", text) }
    /// Sends the form as it is, also where fields are empty that may not be.
    package static var formnovalidate: Attribute { Attribute("formnovalidate") }
    /// Where the form goes when this button was the one.
    package static func formaction(_ url: URLReference) -> Attribute {
        Attribute("formaction", url.text)
    }
}

extension Attribute where Kind: PopoverButtonKind {
    package static func popovertarget(_ id: String) -> Attribute {
        Attribute("popovertarget", id)
    }
}

extension Attribute where Kind == HTML.Anchor {
    /// Leaves the page open, with what was typed into it.
    package static var inNewTab: Attribute { Attribute("target", "_blank") }
}

extension Attribute where Kind == HTML.Label {
    package static func `for`(_ id: String) -> Attribute { Attribute("for", id) }
}

extension Attribute where Kind == HTML.Output {
    package static func `for`(_ id: String) -> Attribute { Attribute("for", id) }
}
