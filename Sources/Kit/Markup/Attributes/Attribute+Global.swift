// What every element takes.

extension Attribute {
    package static func id(_ id: String) -> Attribute { Attribute("id", id) }

    /// Several mentions are merged; nil ones are dropped.
    package static func `class`(_ names: String?...) -> Attribute {
        if names.count == 1 { return Attribute("class", names[0] ?? "") }
        return Attribute("class", names.compactMap(\.self).joined(separator: " "))
    }

    package static func title(_ text: String) -> Attribute { Attribute("title", text) }
    package static func lang(_ tag: String) -> Attribute { Attribute("lang", tag) }
    package static func tabindex(_ index: Int) -> Attribute { Attribute("tabindex", "\(index)") }
    package static var hidden: Attribute { Attribute("hidden") }
    package static var inert: Attribute { Attribute("inert") }
    package static var popover: Attribute { Attribute("popover") }
    package static var autofocus: Attribute { Attribute("autofocus") }
    package static func translate(_ isTranslated: Bool) -> Attribute {
        Attribute("translate", isTranslated ? "yes" : "no")
    }

    package static func role(_ role: StaticString) -> Attribute { Attribute("role", "\(role)") }

    /// `aria-<name>`, as in `.aria("labelledby", "runs")`.
    package static func aria(_ name: AriaName, _ value: String) -> Attribute {
        Attribute(name.attribute, value)
    }

    /// Hides decoration from screen readers.
    package static var ariaHidden: Attribute { Attribute("aria-hidden", "true") }

    /// `data-<name>` for what our style sheets and elements read.
    package static func data(_ name: DataName, _ value: String) -> Attribute {
        Attribute(name.attribute, value)
    }
}

/// An accessibility attribute that our pages use.
package enum AriaName: Sendable {
    case label, labelledBy, describedBy, controls, current, expanded, pressed, selected, live, busy
    case invalid, sort, hasPopup, valueText, atomic, errorMessage, details

    var attribute: StaticString {
        switch self {
        case .label: "aria-label"
        case .labelledBy: "aria-labelledby"
        case .describedBy: "aria-describedby"
        case .controls: "aria-controls"
        case .current: "aria-current"
        case .expanded: "aria-expanded"
        case .pressed: "aria-pressed"
        case .selected: "aria-selected"
        case .live: "aria-live"
        case .busy: "aria-busy"
        case .invalid: "aria-invalid"
        case .sort: "aria-sort"
        case .hasPopup: "aria-haspopup"
        case .valueText: "aria-valuetext"
        case .atomic: "aria-atomic"
        case .errorMessage: "aria-errormessage"
        case .details: "aria-details"
        }
    }
}

/// The name of a `data-` attribute, written out in full where a view declares it:
/// `static let status = DataName("data-status")`.
package struct DataName: Sendable {
    let attribute: StaticString

    package init(_ attribute: StaticString) {
        precondition("\(attribute)".hasPrefix("data-"), "\(attribute) is not a data attribute")
        self.attribute = attribute
    }

    package static let status = DataName("data-status")
    /// A cell's column, shown beside it where a table becomes cards.
    package static let label = DataName("data-label")
    package static let theme = DataName("data-theme")
}
