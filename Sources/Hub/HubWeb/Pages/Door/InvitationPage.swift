internal import Domain
internal import Markup

/// Lets somebody choose a password by a link. The code of the link stands in its fragment and is
/// sent by a click.
struct InvitationPage: View {
    let frame: PageFrame
    var code = ""
    var refusal: String?
    var violations: [FieldViolation] = []

    private var words: PeopleWords { frame.words.people }

    var body: Markup {
        DoorPage(frame: frame, title: words.welcome, content: content)
    }

    private var content: Markup {
        section(.class("panel")) {
            div(.class("body roomy")) {
                h1 { words.welcome }
                p(.class("muted")) { words.welcomeText }
                if let refusal { Notice(status: .fail, text: refusal) }
                form(.post(to: "/invitation", frame.csrf), .class("form")) {
                    Element<HTML.Plain>("setup-code")() {
                        TextField(
                            name: "code", label: words.code, hint: words.codeHint,
                            autocomplete: .oneTimeCode, value: code)
                    }
                    TextField(
                        name: "password", label: words.password, hint: words.passwordHint,
                        type: .password, autocomplete: .newPassword,
                        lengthMin: Fields.password.length.lowerBound,
                        lengthMax: Fields.password.length.upperBound,
                        error: violations.first.map {
                            frame.words.field.sentence(for: $0.problem)
                        })
                    button(.type(.submit), .class("button primary block")) { words.choose }
                }
            }
        }
    }
}
