internal import Domain
internal import Markup
internal import Store
internal import Values

/// What needs a hand, the worst first, each with the next step as a button.
struct OverviewNeeds: View {
    let inside: Inside
    let facts: OverviewFacts

    private var words: OverviewWords { inside.words.overview }

    private struct Need {
        let status: Status
        let title: String
        let text: Markup
        let button: String
        let url: URLReference
    }

    var body: Markup {
        let needs = needs
        guard !needs.isEmpty else { return Markup() }
        return Panel(
            words.needs, id: "needs",
            aside: a(.class("more"), .href(inside.url("runs", query: [("show", "failed")]))) {
                words.failedRuns
            }, isPadded: false
        ) {
            ul(.class("needs")) {
                for need in needs.prefix(OverviewFacts.needsShown) {
                    li(.status(need.status)) {
                        Glyph(status: need.status)
                        div {
                            h3 { a(.href(need.url)) { bdi { need.title } } }
                            p { need.text }
                        }
                        div(.class("buttons")) {
                            Button(need.button, .open(need.url), isMini: true)
                        }
                    }
                }
            }
        }.body
    }

    private var needs: [Need] {
        sources(.failed) + vaults + alerts(.critical) + filling + sources(.stale)
            + alerts(.warning) + away + waiting + sources(.warned)
    }

    /// While there is no backup at all, the first steps lead on.
    private var waiting: [Need] {
        let count = facts.count(.waiting)
        guard count > 0, facts.hasBackup else { return [] }
        let figure = inside.words.figures.count(count)
        return [
            Need(
                status: .warn, title: words.standing(.waiting, count, figure),
                text: Markup(words.waitingText), button: words.seeSources,
                url: inside.url("sources"))
        ]
    }

    private func sources(_ standing: SourceStanding) -> [Need] {
        facts.figures.needy.filter { $0.standing == standing }
            .prefix(OverviewFacts.needsShown).map { one in
                let page = inside.url("sources", one.source.description)
                let run = one.run.map { inside.url("runs", $0.description) } ?? page
                switch standing {
                case .stale:
                    return Need(
                        status: .stale, title: one.name, text: lastGood(of: one),
                        button: words.openSource, url: page)
                case .warned:
                    return Need(
                        status: .warn, title: one.name, text: Markup(words.hasWarnings),
                        button: words.seeWarnings, url: run)
                default:
                    return Need(
                        status: .fail, title: one.name,
                        text: cause(of: one), button: words.seeCause, url: run)
                }
            }
    }

    @MarkupBuilder private func cause(of one: SourceSummary) -> Markup {
        bdi { one.run.flatMap { facts.failures[$0]?.message } ?? "" }
        " "
        lastGood(of: one)
    }

    @MarkupBuilder private func lastHeard(of agent: Agent) -> Markup {
        words.lastHeard
        if let seen = agent.lastSeen { Moment(seen) }
    }

    @MarkupBuilder private func lastGood(of one: SourceSummary) -> Markup {
        if let time = one.lastGood {
            words.lastGood
            Moment(time)
        } else {
            words.noGoodYet
        }
    }

    private var vaults: [Need] {
        facts.figures.failedVaults.map { vault in
            Need(
                status: .fail, title: vault.name, text: Markup(words.vaultNotMade),
                button: words.openVault, url: inside.url("vaults", vault.vault.description))
        }
    }

    private func alerts(_ severity: AlertCondition.Severity) -> [Need] {
        let words = inside.words.alerts
        // How fast it grows is told of the fullest.
        let filling = Set(facts.rooms.filter { $0.value.fullSoon != nil }.keys)
        return facts.alerts.filter { shown in
            guard case .vaultFilling(let vault) = shown.alert.condition else {
                return shown.alert.condition.severity == severity
            }
            return severity == .warning && !filling.contains(vault)
        }.map { shown in
            let condition = shown.alert.condition
            return Need(
                status: severity == .critical ? .fail : .warn,
                title: words.sentence(condition, shown.name),
                text: Markup(words.advice(condition)), button: words.look,
                url: shown.url ?? inside.url("alerts"))
        }
    }

    /// Those that are full soon.
    private var filling: [Need] {
        facts.figures.fullest.compactMap { vault in
            guard let room = facts.rooms[vault.vault],
                let notice = inside.words.vaults.fullNotice(
                    vault.name, room, inside.words.figures)
            else { return nil }
            return Need(
                status: .warn, title: notice.title, text: Markup(notice.text),
                button: words.openVault, url: inside.url("vaults", vault.vault.description))
        }
    }

    /// Before there is an alert of them.
    private var away: [Need] {
        let told = Set(facts.alerts.compactMap(\.alert.condition.agent))
        return facts.agents.filter { $0.state == .away && !told.contains($0.agent.id) }.prefix(
            OverviewFacts.needsShown
        ).map { shown in
            Need(
                status: .stale, title: shown.agent.name,
                text: lastHeard(of: shown.agent), button: words.bringBack,
                url: inside.url("agents", shown.agent.id.description))
        }
    }
}
