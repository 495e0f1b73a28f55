internal import HubDoor
internal import Markup

/// The door.
struct SignInPage: View {
    let frame: PageFrame
    /// Where somebody was on the way to.
    var next: URLReference?
    /// What they had sent from there.
    var kept: String?
    var login = ""
    /// Why the last try did not open.
    var refusal: String?

    private var words: SignInWords { frame.words.signIn }

    var body: Markup {
        DoorPage(frame: frame, title: words.title, content: content)
    }

    @MarkupBuilder private var content: Markup {
        section(.class("panel")) {
            div(.class("body roomy")) {
                h1 { words.title }
                if next != nil {
                    p(.class("muted")) { kept == nil ? words.goOn : words.goOnWithForm }
                }
                form(.post(to: "/sign-in", frame.csrf), .class("form")) {
                    if let next {
                        input(.type(.hidden), .name(HubDoor.wayBack), .value(next.text))
                    }
                    if let kept {
                        input(.type(.hidden), .name(HubDoor.kept), .value(kept))
                    }
                    TextField(
                        name: "login", label: words.login, autocomplete: .username, value: login)
                    TextField(
                        name: "password", label: words.password, type: .password,
                        autocomplete: .currentPassword, error: refusal)
                    button(.type(.submit), .class("button primary block")) { words.submit }
                }
            }
        }
        p(.class("small muted")) { words.lostPassword }
    }
}
