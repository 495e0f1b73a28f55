internal import Markup

/// One of several things that can be chosen.
struct Choice: Sendable {
    let value: String
    let name: String
    var detail = ""
}

/// One of many, unfolded when asked.
struct SelectField: View {
    let name: String
    let title: String
    let choices: [Choice]
    var chosen = ""
    var hint: String?
    var error: String?

    var body: Markup {
        FieldBox(id: name, title: title, hint: hint, error: error) {
            (state: ControlState<HTML.Select>) in
            select(.class("select"), .id(name), .name(name), state.invalid, state.described) {
                for choice in choices {
                    option(
                        .value(choice.value), choice.value == chosen ? .selected : nil
                    ) { choice.name }
                }
            }
        }
    }
}

/// One or several of a few, all in sight.
struct ChoiceField: View {
    enum Count: Sendable { case one, several }

    let name: String
    let title: String
    let choices: [Choice]
    var count = Count.one
    var chosen: Set<String> = []
    var hint: String?
    var error: String?

    var body: Markup {
        fieldset(.class("field", error == nil ? nil : "wrong"), .id(name)) {
            legend { title }
            div(.class("choices")) {
                for choice in choices { card(choice) }
            }
            FieldNotes(id: name, hint: hint, error: error)
        }
    }

    private func card(_ choice: Choice) -> Markup {
        label(.class("choice")) {
            input(
                .type(count == .one ? .radio : .checkbox), .name(name), .value(choice.value),
                chosen.contains(choice.value) ? .checked : nil)
            b { bdi { choice.name } }
            if !choice.detail.isEmpty { small { choice.detail } }
        }
    }
}

/// One of a few short ones.
struct ChipField: View {
    let name: String
    let title: String
    let choices: [Choice]
    var chosen = ""

    var body: Markup {
        fieldset(.class("field"), .id(name)) {
            legend { title }
            div(.class("chips")) {
                for choice in choices {
                    label(.class("chip")) {
                        input(
                            .type(.radio), .name(name), .value(choice.value),
                            choice.value == chosen ? .checked : nil)
                        choice.name
                    }
                }
            }
        }
    }
}

/// On or off, from the next time the form is saved.
struct SwitchField: View {
    let name: String
    let title: String
    var isOn = false

    var body: Markup {
        label(.class("switch")) {
            input(
                .type(.checkbox), .id(name), .name(name), .value("on"),
                .custom("role", "switch"),
                isOn ? .checked : nil)
            title
        }
    }
}
