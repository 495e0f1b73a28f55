internal import Domain
internal import HubCore
internal import Markup

/// Makes the first owner.
struct SetupPage: View {
    let frame: PageFrame
    let storeName: String
    var typed = SetupForm()
    var violations: [FieldViolation] = []
    /// What is wrong beside the fields: the code.
    var refusal: String?

    private var words: SetupWords { frame.words.setup }

    var body: Markup {
        DoorPage(
            frame: frame, title: words.title, isBroad: true,
            content: Self.joined(
                head,
                div(.class("cols even")) {
                    owner; done
                }))
    }

    private static func joined(_ pieces: Markup...) -> Markup {
        MarkupBuilder.buildArray(pieces)
    }

    private var head: Markup {
        div {
            h1 { words.heading }
            p(.class("muted")) { words.lead }
        }
    }

    private var owner: Markup {
        section(.class("panel"), .aria(.labelledBy, "owner")) {
            div(.class("body roomy")) {
                h2(.id("owner")) { words.ownerHeading }
                if let problem { Notice(status: .fail, text: problem) }
                form(.post(to: "/setup", frame.csrf), .class("form")) { fields }
            }
        }
    }

    private var problem: String? {
        refusal ?? (violations.isEmpty ? nil : frame.words.field.summary(violations.count))
    }

    @MarkupBuilder private var fields: Markup {
        Element<HTML.Plain>("setup-code")() {
            TextField(
                name: "code", label: words.code, hint: words.codeHint,
                autocomplete: .oneTimeCode, value: typed.code)
        }
        TextField(
            name: "name", label: words.name, autocomplete: .name, value: typed.name,
            lengthMax: Fields.displayName.length.upperBound, error: error("display_name"))
        TextField(
            name: "login", label: words.login, hint: words.loginHint, autocomplete: .username,
            value: typed.login, lengthMax: Fields.login.length.upperBound, error: error("login"))
        TextField(
            name: "password", label: words.password, hint: words.passwordHint, type: .password,
            autocomplete: .newPassword, lengthMin: Fields.password.length.lowerBound,
            lengthMax: Fields.password.length.upperBound, error: error("password"))
        input(.type(.hidden), .name("language"), .value(frame.language.rawValue))
        button(.type(.submit), .class("button primary")) { words.submit }
    }

    private func error(_ field: String) -> String? {
        violations.first { $0.field == field }.map { frame.words.field.sentence(for: $0.problem) }
    }

    private var done: Markup {
        section(.class("panel"), .aria(.labelledBy, "done")) {
            div(.class("body roomy")) {
                h2(.id("done")) { words.doneHeading }
                ul(.class("timeline")) {
                    step(.ok, words.madeKey, words.madeKeyDetail)
                    step(.ok, words.madeStore, words.madeStoreDetail(storeName))
                    step(.ok, words.madeLink, words.madeLinkDetail)
                    step(.warn, words.keepKey, words.keepKeyDetail)
                }
            }
        }
    }

    private func step(_ status: Status, _ title: String, _ detail: String) -> Markup {
        li(status.attribute) {
            Glyph(status: status)
            span { title }
            small { detail }
        }
    }
}

/// The fields as they were typed.
struct SetupForm: Sendable {
    var code = ""
    var name = ""
    var login = ""
}
