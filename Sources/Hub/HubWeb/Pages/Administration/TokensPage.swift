internal import Domain
internal import HTTPServer
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// The tokens of a tenant's programs.
struct TokensPage: View {
    let inside: Inside
    let tokens: [APIToken]
    let next: Cursor?
    let isFirstPage: Bool
    var form = TokenForm()
    var trouble = FormTrouble()
    /// The text of the one that was just made.
    var made: String?

    private var words: TokenWords { inside.words.tokens }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .tokens) {
            PageHead(title: words.title, lead: words.lead)
            div(.class("stack")) {
                if let made { show(made) }
                wish
                section(.class("panel"), .aria(.label, words.all)) {
                    if tokens.isEmpty {
                        EmptyState(
                            icon: "key", title: words.emptyTitle, text: words.emptyText)
                    } else {
                        table
                        footer { pager }
                    }
                }
            }
        }
    }

    private func show(_ token: String) -> Markup {
        Panel(words.newTitle, id: "made", note: words.newText) {
            CopyLine(words: inside.words.common, text: token, name: words.token)
            ShownOnce(instead: inside.url("api-tokens"))
        }.body
    }

    private var wish: Markup {
        Panel(words.make, id: "wish") {
            Markup.form(.post(to: inside.url("api-tokens"), inside.frame.csrf)) {
                FormSummary(
                    trouble: trouble, words: inside.words.field, names: ["name": words.name])
                TextField(
                    name: "name", label: words.name, hint: words.nameHint, value: form.name,
                    lengthMax: Fields.tokenName.length.upperBound, error: trouble["name"])
                div(.class("numbers")) {
                    SelectField(
                        name: "role", title: words.role, choices: roles, chosen: form.role)
                    SelectField(
                        name: "days", title: words.lifetime,
                        choices: TokenForm.daysOffered.map { days in
                            Choice(
                                value: days.map { "\($0)" } ?? "", name: words.days(days))
                        }, chosen: form.days)
                }
                FormFoot(submit: Button(words.make, .submit, kind: .primary, icon: "plus"))
            }
        }.body
    }

    /// Nobody gives more than they have.
    private var roles: [Choice] {
        Role.allCases.filter { inside.entry?.role.includes($0) == true }.map {
            Choice(value: $0.rawValue, name: inside.words.common.role($0))
        }
    }

    private var table: Markup {
        Table(
            caption: words.all, rows: tokens, title: words.name,
            name: { RowName(name: $0.name, detail: inside.words.common.role($0.role)).body },
            columns: [
                .init(words.status, .lead) { token in
                    let works = token.isUsable(at: inside.now)
                    return StatusWord(
                        status: works ? .ok : .unknown, word: works ? words.usable : words.over
                    ).body
                },
                .init(words.created, .spare) { Moment($0.created).body },
                .init(words.lastUsed, .noBreak) { moment($0.lastUsed) },
                .init(words.expires, .noBreak) { token in
                    token.expires.map { Moment($0).body } ?? Markup(words.days(nil))
                },
                .init(words.revoke, .deed) { revocation(of: $0) },
            ]
        ).body
    }

    private func moment(_ time: Timestamp?) -> Markup {
        time.map { Moment($0).body } ?? Markup(inside.words.common.never)
    }

    private func revocation(of token: APIToken) -> Markup {
        let url = inside.url("api-tokens", token.id.description, "revocation")
        return Markup.form(.post(to: url, inside.frame.csrf)) {
            Button(words.revoke, .submit, kind: .danger, isMini: true)
        }
    }

    private var pager: Markup {
        Pager(
            words: inside.words.common, summary: words.shown(tokens.count),
            first: isFirstPage ? nil : inside.url("api-tokens"),
            next: next.map {
                inside.url("api-tokens", query: [("after", $0.description)])
            }
        ).body
    }
}

/// What a token is to be, as it was typed.
struct TokenForm: Sendable {
    static let daysOffered: [Int?] = [nil, 30, 90, 365]

    var name = ""
    var role = Role.viewer.rawValue
    var days = ""

    init() {}

    init(_ values: FormValues) {
        name = values["name"]
        role = values["role"]
        days = values["days"]
    }
}
