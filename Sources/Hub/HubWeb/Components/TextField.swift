internal import Markup

/// Label, control, hint and error of one line of text. After an error the input is kept, except
/// where it is a password.
struct TextField: View {
    let name: String
    let label: String
    var hint: String?
    var type: Attribute<HTML.Input>.InputType = .text
    var autocomplete: Autocomplete = .off
    var value = ""
    var lengthMin: Int?
    var lengthMax: Int?
    var error: String?

    private var hintID: String { "\(name)-hint" }
    private var errorID: String { "\(name)-error" }

    var body: Markup {
        div(.class("field", error == nil ? nil : "wrong")) {
            Markup.label(of: name, label)
            input(
                .class("input"), .id(name), .name(name), .type(type),
                .autocomplete(autocomplete), type == .password ? nil : .value(value),
                lengthMin.map { .minlength($0) }, lengthMax.map { .maxlength($0) }, .required,
                error == nil ? nil : .aria(.invalid, "true"), described)
            if let hint { span(.class("hint"), .id(hintID)) { hint } }
            if let error {
                p(.class("error"), .id(errorID)) {
                    Glyph(status: .fail)
                    span { error }
                }
            }
        }
    }

    private var described: Attribute<HTML.Input>? {
        let ids = [error == nil ? nil : errorID, hint == nil ? nil : hintID].compactMap(\.self)
        return ids.isEmpty ? nil : .aria(.describedBy, ids.joined(separator: " "))
    }
}

extension Markup {
    fileprivate static func label(of id: String, _ text: String) -> Markup {
        Element<HTML.Label>("label")(.for(id)) { text }
    }
}
