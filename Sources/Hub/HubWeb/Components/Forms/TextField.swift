internal import Markup

/// One line of text. After an error the input is kept, except where it is a password.
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
    /// Said beside the label; nil where the field has to be filled in.
    var optional: String?
    var isCode = false
    var mode: InputMode?
    /// What helps to fill it in, beside it.
    var beside = Markup()

    var body: Markup {
        FieldBox(id: name, title: label, hint: hint, error: error, optional: optional) {
            (state: ControlState<HTML.Input>) in
            input(
                .class("input", isCode ? "mono" : nil), .id(name), .name(name), .type(type),
                .autocomplete(autocomplete), type == .password ? nil : .value(value),
                lengthMin.map { .minlength($0) }, lengthMax.map { .maxlength($0) },
                mode.map { .inputmode($0) }, isCode ? .noSpellcheck : nil,
                optional == nil ? .required : nil, state.invalid, state.described
            ).with(beside)
        }
    }
}

extension Markup {
    /// A control and what helps to fill it in, on one line.
    fileprivate func with(_ help: Markup) -> Markup {
        guard !help.isEmpty else { return self }
        return div(.class("with-button")) {
            self
            help
        }
    }
}

/// Several lines of text.
struct TextArea: View {
    let name: String
    let title: String
    var hint: String?
    var value = ""
    var error: String?
    var optional: String?
    var rows = 4
    /// What helps to fill it in, beside it.
    var beside = Markup()

    var body: Markup {
        FieldBox(id: name, title: title, hint: hint, error: error, optional: optional) {
            (state: ControlState<HTML.TextArea>) in
            textarea(
                .class("area"), .id(name), .name(name), .rows(rows), .autocomplete(.off),
                .noSpellcheck, optional == nil ? .required : nil, state.invalid, state.described
            ) { value }.with(beside)
        }
    }
}
