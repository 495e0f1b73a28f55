internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// How the hub is set up.
struct HubPage: View {
    let inside: Inside
    let facts: HubFacts
    let freeSpace: ByteCount?
    let address: String
    let events: [AuditEvent]
    /// Of the hub itself, not resolved.
    let alerts: [Alert]
    /// While it is frozen.
    let unreadVaults: Int

    private var words: HubWords { inside.words.hub }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .hub) {
            PageHead(title: words.title, lead: words.lead)
            if inside.frozen != nil, unreadVaults > 0 {
                Notice(status: .warn, text: inside.words.frame.frozenVaults(unreadVaults))
            }
            for alert in alerts.filter({ $0.condition != .hubFrozen }) {
                Notice(
                    status: alert.condition.severity == .critical ? .fail : .warn,
                    title: inside.words.alerts.sentence(alert.condition, ""),
                    text: inside.words.alerts.advice(alert.condition))
            }
            div(.class("cols")) {
                div(.class("stack")) {
                    if !facts.settings.isEmpty { settings }
                    activity
                }
                div(.class("stack")) {
                    about
                    backups
                }
            }
        }
    }

    private var about: Markup {
        var rows: [(name: String, value: Markup)] = [
            (words.version, Markup(facts.version)), (words.store, Markup(facts.store)),
            (words.dataFolder, code { facts.dataFolder }),
        ]
        if let freeSpace {
            rows.append((words.freeSpace, Markup(inside.words.figures.size(freeSpace))))
        }
        rows.append((words.started, Moment(facts.started).body))
        rows.append((words.address, code { address }))
        return Panel(words.about, id: "about") {
            Facts(rows)
            if inside.authority.allows(.manageTenants) {
                p { a(.href("/hub/tenants")) { inside.words.tenants.title } }
            }
            if inside.authority.allows(.manageHubAdministrators) {
                p { a(.href("/hub/administrators")) { inside.words.administrators.title } }
            }
            p { a(.href("/design")) { words.design } }
        }.body
    }

    private var backups: Markup {
        Panel(words.backups, id: "backups") {
            if let standing = facts.backups() {
                Facts(figures(of: standing))
            } else {
                p {
                    StatusWord(status: .warn, word: words.noBackups, isPill: false)
                }
                p(.class("small muted")) { Prose(words.howToBackUp) }
            }
        }.body
    }

    private func figures(of standing: BackupStanding) -> [(name: String, value: Markup)] {
        let figures = inside.words.figures
        var rows: [(name: String, value: Markup)] = []
        switch (standing.count, standing.newest) {
        case (_, let newest?): rows.append((words.newest, Moment(newest).body))
        case (nil, nil): rows.append((words.newest, Markup(words.notSeen)))
        default:
            rows.append(
                (
                    words.newest,
                    StatusWord(status: .stale, word: inside.words.common.never, isPill: false).body
                ))
        }
        if let size = standing.newestSize {
            rows.append((inside.words.snapshots.size, Markup(figures.size(size))))
        }
        if let next = standing.next { rows.append((words.next, Moment(next).body)) }
        if let count = standing.count {
            rows.append((words.there, Markup(words.of(count, standing.keep))))
        }
        if standing.ahead > 0 {
            rows.append(
                (
                    words.ahead,
                    StatusWord(
                        status: .warn, word: words.ahead(standing.ahead), isPill: false
                    ).body
                ))
        }
        rows.append((words.every, Markup(figures.span(standing.interval))))
        rows.append((words.folder, code { standing.folder }))
        return rows
    }

    private var settings: Markup {
        Panel(words.settings, id: "settings", note: words.settingsNote) {
            CodeBlock(text: facts.settings, label: words.theSettings)
        }.body
    }

    private var activity: Markup {
        Panel(
            words.activity, id: "activity",
            aside: a(.class("more"), .href("/hub/audit")) { words.wholeAudit }
        ) {
            if events.isEmpty {
                p(.class("muted")) { words.noActivity }
            } else {
                Timeline(steps: events.map { AuditStep(event: $0, inside: inside).step })
            }
        }.body
    }
}

/// An event of the audit log as a step of a timeline.
struct AuditStep {
    let event: AuditEvent
    let inside: Inside

    var step: Timeline.Step {
        let words = inside.words.audit
        var detail = Markup()
        if case .user(_, let login) = event.draft.actor { detail = bdi { words.by(login) } }
        return Timeline.Step(
            status: event.draft.action == .signInFailed ? .warn : .ok,
            title: Markup(words.action(event.draft.action)),
            when: Moment(event.draft.time).body, detail: detail)
    }
}
