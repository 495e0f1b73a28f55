internal import Domain
internal import Markup

/// Why a form was not accepted: by field, and as a whole.
struct FormTrouble: Sendable {
    /// In the order of the form.
    private(set) var fields: [(name: String, sentence: String)] = []
    var whole: String?

    var isEmpty: Bool { fields.isEmpty && whole == nil }

    mutating func add(_ sentence: String, to field: String) {
        guard self[field] == nil else { return }
        fields.append((field, sentence))
    }

    /// Adds what breaks a rule of the domain, under the name the field has in the form.
    mutating func add(
        _ violations: [FieldViolation], to field: String, _ words: FieldWords
    ) {
        for violation in violations {
            // Of a path nothing else is refused than that it begins elsewhere.
            if violation.field == Fields.path.name, case .character = violation.problem {
                add(words.wholePath, to: field)
            } else {
                add(words.sentence(for: violation.problem), to: field)
            }
        }
    }

    subscript(field: String) -> String? {
        fields.first { $0.name == field }?.sentence
    }
}

/// On top of a form that was not accepted: each line leads to its field.
struct FormSummary: View {
    let trouble: FormTrouble
    let words: FieldWords
    /// How each field is called on the page.
    let names: [String: String]
    /// Whether it takes the focus, as it does after a form was sent.
    var takesFocus = true

    var body: Markup {
        if !trouble.isEmpty {
            div(
                .class("notice"), .status(.fail), .role("alert"), .tabindex(-1),
                takesFocus ? .autofocus : nil
            ) {
                Glyph(status: .fail)
                div {
                    h2 { trouble.whole ?? words.summary(trouble.fields.count) }
                    if !trouble.fields.isEmpty { list }
                }
            }
        }
    }

    private var list: Markup {
        ul(.class("stack tight")) {
            for field in trouble.fields {
                li {
                    a(.href(URLReference("#\(field.name)") ?? "#main")) {
                        (names[field.name] ?? field.name) + words.colon + field.sentence
                    }
                }
            }
        }
    }
}

/// The end of a form: what saves it, and the way out.
struct FormFoot: View {
    let submit: Button
    var others = Markup()
    var cancel: (text: String, url: URLReference)?

    var body: Markup {
        div(.class("form-foot")) {
            submit
            others
            if let cancel { Button(cancel.text, .open(cancel.url), kind: .quiet) }
        }
    }
}

/// For what cannot be undone: what is lost, and a field for the name of it.
struct TypedConfirmation: View {
    let words: CommonWords
    /// What has to be typed.
    let name: String
    let losses: [String]
    var error: String?

    static let field = "confirmation"

    var body: Markup {
        div(.class("loses")) {
            b { words.youLose }
            for loss in losses { span { loss } }
        }
        TextField(
            name: Self.field, label: words.typeToConfirm(name), error: error, isCode: true)
    }
}
