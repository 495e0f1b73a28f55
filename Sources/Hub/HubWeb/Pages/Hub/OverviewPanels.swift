internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// The part of the overview that stays fresh: all of it.
struct OverviewPanels: View {
    let inside: Inside
    let facts: OverviewFacts

    private var words: OverviewWords { inside.words.overview }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        section(.class("panel"), .aria(.labelledBy, "verdict")) {
            div(.class("body roomy")) {
                verdict
                if inside.entry != nil, !isSetUp { FirstSteps(inside: inside, facts: facts) }
                if !facts.agents.isEmpty { AgentBed(inside: inside, facts: facts) }
            }
        }
        if isSetUp { panels } else if inside.may(.viewAudit) { events }
    }

    /// Whether there is nothing left of the first steps.
    private var isSetUp: Bool {
        facts.hasSource && (facts.hasBackup || facts.figures.openRuns > 0)
    }

    // MARK: The verdict

    private var verdict: Markup {
        div(.class("verdict"), .status(facts.status)) {
            Glyph(status: facts.status, isBig: true)
            h1(.id("verdict")) { title }
            p { explanation }
        }
    }

    private var title: String {
        if inside.entry == nil { return words.noTenant }
        if !facts.hasSource { return words.nothingYet }
        if !facts.hasBackup { return words.firstToCome }
        let waiting = facts.count(.waiting)
        if facts.endangered == 0, waiting == 0, facts.status == .fail {
            return words.onlyBackedUp(facts.protected, figures.count(facts.protected))
        }
        if facts.endangered == 0, waiting == 0 {
            return words.allProtected(facts.protected, figures.count(facts.protected))
        }
        let all = facts.protected + facts.endangered + waiting
        return words.someProtected(figures.count(facts.protected), figures.count(all))
    }

    private var explanation: String {
        guard inside.entry != nil else { return words.noTenantText }
        guard facts.hasSource else { return words.nothingText }
        guard facts.hasBackup else { return words.firstToComeText }
        var parts = [SourceStanding.failed, .stale, .warned, .waiting, .paused].compactMap {
            standing -> String? in
            let count = facts.count(standing)
            return count > 0
                ? words.standing(standing, count, figures.count(count)) : nil
        }
        if facts.figures.alerts.count >= TenantOverview.alertsMax {
            parts.append(words.manyAlerts)
        } else if !facts.figures.alerts.isEmpty {
            let count = facts.figures.alerts.count
            parts.append(words.alerts(count, figures.count(count)))
        }
        return parts.isEmpty ? words.wellText : words.sentence(parts)
    }

    // MARK: What goes on

    private var panels: Markup {
        div(.class("cols")) {
            div(.class("stack")) {
                OverviewNeeds(inside: inside, facts: facts)
                OverviewTiles(inside: inside, facts: facts)
                OverviewActivity(inside: inside, facts: facts)
                OverviewStorage(inside: inside, facts: facts)
            }
            div(.class("stack")) {
                if !facts.going.isEmpty { going }
                if inside.may(.viewSchedules), facts.hasSchedule { next }
                OverviewProof(inside: inside, facts: facts)
                OverviewVaults(inside: inside, facts: facts)
                runs
            }
        }
    }

    private var goingCount: String {
        let count = facts.figures.openRuns
        let most = TenantOverview.openRunsMax
        return count > most
            ? words.moreThan(figures.count(most)) : words.allOf(figures.count(count))
    }

    private var going: Markup {
        Panel(
            words.goingOn, id: "going",
            aside: a(.class("more"), .href(inside.url("runs", query: [("show", "ongoing")]))) {
                goingCount
            }
        ) {
            Timeline(
                steps: facts.going.map { shown in
                    Timeline.Step(
                        status: shown.run.position.state.status,
                        title: OverviewRun(inside: inside, shown: shown).body,
                        when: Moment(shown.run.created).body,
                        detail: Markup(inside.words.runs.state(shown.run.position.state)))
                })
        }.body
    }

    private var next: Markup {
        Panel(
            words.nextUp, id: "next",
            aside: a(.class("more"), .href(inside.url("schedules"))) {
                inside.words.schedules.all
            }
        ) {
            if facts.hasManySchedules {
                p(.class("muted")) { words.manySchedules(OverviewFacts.schedulesMax) }
            } else if facts.next.isEmpty {
                p(.class("muted")) { words.nothingNext }
            } else {
                Timeline(
                    steps: facts.next.map { next in
                        let schedule = next.schedule
                        return Timeline.Step(
                            status: .queued,
                            title: a(
                                .href(inside.url("schedules", schedule.schedule.description))
                            ) { bdi { schedule.name } },
                            when: Moment(next.time).body,
                            detail: Markup(inside.words.schedules.fired(by: schedule)))
                    })
            }
        }.body
    }

    private var runs: Markup {
        Panel(
            words.latestRuns, id: "runs",
            aside: a(.class("more"), .href(inside.url("runs"))) { words.allRuns }
        ) {
            if facts.latest.isEmpty {
                p(.class("muted")) { inside.words.runs.emptyText }
            } else {
                Timeline(
                    steps: facts.latest.map { shown in
                        Timeline.Step(
                            status: shown.run.position.state.status,
                            title: OverviewRun(inside: inside, shown: shown).body,
                            when: Moment(shown.run.created).body,
                            detail: Markup(inside.words.runs.state(shown.run.position.state)))
                    })
            }
        }.body
    }

    private var events: Markup {
        Panel(
            words.activity, id: "activity",
            aside: a(.class("more"), .href(inside.url("audit"))) { words.allActivity }
        ) {
            if facts.events.isEmpty {
                p(.class("muted")) { words.noActivity }
            } else {
                Timeline(steps: facts.events.map { AuditStep(event: $0, inside: inside).step })
            }
        }.body
    }
}

/// A run by what it does, which opens it.
struct OverviewRun: View {
    let inside: Inside
    let shown: ShownRun

    var body: Markup {
        a(.href(inside.url("runs", shown.run.id.description))) {
            bdi { inside.words.runs.title(shown.run, of: shown.about) }
        }
    }
}
