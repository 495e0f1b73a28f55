internal import Markup

/// What surrounds a control: label, hint, and what is wrong with it. The control is given the
/// attributes that lead to them.
struct FieldBox: View {
    let id: String
    let title: String
    let hint: String?
    let error: String?
    /// Said beside the label where the field may be left empty.
    let optional: String?
    private let control: Markup

    init<Kind>(
        id: String, title: String, hint: String? = nil, error: String? = nil,
        optional: String? = nil, control: (_ state: ControlState<Kind>) -> Markup
    ) {
        self.id = id
        self.title = title
        self.hint = hint
        self.error = error
        self.optional = optional
        self.control = control(ControlState(id: id, hasHint: hint != nil, hasError: error != nil))
    }

    var body: Markup {
        div(.class("field", error == nil ? nil : "wrong")) {
            label(.for(id)) {
                title
                if let optional {
                    " "
                    span(.class("optional")) { optional }
                }
            }
            control
            FieldNotes(id: id, hint: hint, error: error)
        }
    }
}

/// The hint and the error of a field.
struct FieldNotes: View {
    let id: String
    let hint: String?
    let error: String?

    var body: Markup {
        if let hint { span(.class("hint"), .id("\(id)-hint")) { Prose(hint) } }
        if let error {
            p(.class("error"), .id("\(id)-error")) {
                Glyph(status: .fail)
                span { error }
            }
        }
    }
}

/// What a control says of itself to those who do not see its box.
struct ControlState<Kind>: Sendable {
    let id: String
    let hasHint: Bool
    let hasError: Bool

    var invalid: Attribute<Kind>? { hasError ? .aria(.invalid, "true") : nil }

    var described: Attribute<Kind>? {
        let ids = [hasError ? "\(id)-error" : nil, hasHint ? "\(id)-hint" : nil]
            .compactMap(\.self)
        return ids.isEmpty ? nil : .aria(.describedBy, ids.joined(separator: " "))
    }
}
