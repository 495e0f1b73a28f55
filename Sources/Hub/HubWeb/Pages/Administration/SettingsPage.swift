internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What an owner settles for a tenant; others read it here.
struct SettingsPage: View {
    let inside: Inside
    let tenant: Tenant
    let form: FormValues
    let limits: TenantRoomPanel
    var trouble = FormTrouble()

    /// How the form's fields are called.
    static let name = "display_name"
    static let history = "history_days"

    private var words: TenantWords { inside.words.tenants }

    var body: Markup {
        ShellPage(inside, title: words.settings, at: .settings) {
            PageHead(title: words.settings, lead: words.settingsLead)
            div(.class("cols")) {
                div(.class("stack")) { inside.may(.editTenant) ? edit : reading }
                div(.class("stack")) {
                    about
                    limits
                    elsewhere
                }
            }
        }
    }

    private var edit: Markup {
        section(.class("panel"), .aria(.label, words.settings)) {
            div(.class("body")) {
                Markup.form(.post(to: inside.url("settings"), inside.frame.csrf)) {
                    FormSummary(
                        trouble: trouble, words: inside.words.field,
                        names: [Self.name: words.name, Self.history: words.history])
                    TextField(
                        name: Self.name, label: words.name, hint: words.nameHint,
                        value: form[Self.name],
                        lengthMax: Fields.tenantDisplayName.length.upperBound,
                        error: trouble[Self.name])
                    TextField(
                        name: Self.history, label: words.history, hint: words.historyHint,
                        value: form[Self.history], error: trouble[Self.history], mode: .numeric)
                    FormFoot(
                        submit: Button(inside.words.common.save, .submit, kind: .primary))
                }
            }
        }
    }

    private var reading: Markup {
        section(.class("panel"), .aria(.label, words.settings)) {
            div(.class("body")) {
                Facts([
                    (words.name, bdi { tenant.displayName }),
                    (
                        words.history,
                        Markup(inside.words.figures.span(.seconds(tenant.historyDays * 86_400)))
                    ),
                ])
                p(.class("small muted")) { words.onlyOwners }
            }
        }
    }

    private var about: Markup {
        Panel(inside.words.hub.about, id: "about") {
            Facts([
                (words.short, code { tenant.name }),
                (words.created, Moment(tenant.created).body),
                (
                    inside.words.people.role,
                    Markup(inside.entry.map { inside.words.common.role($0.role) } ?? "")
                ),
            ])
        }.body
    }

    /// The settings of the hub are where it is started.
    @MarkupBuilder private var elsewhere: Markup {
        if inside.authority.allows(.viewHub) {
            Panel(words.whatElse, id: "elsewhere") {
                p { a(.href("/hub")) { inside.words.hub.settings } }
            }
        }
    }
}
