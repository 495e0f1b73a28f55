internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What the overview is made of: bounded, however large the tenant is.
struct OverviewFacts: Sendable {
    /// As many as the bed shows.
    var agents: [ShownAgent] = []
    var hasMoreAgents = false
    var hasVault = false
    var hasSource = false
    var hasSchedule = false
    /// Sources whose latest backup failed, the latest first; of those that ran lately.
    var failing: [ShownRun] = []
    var going: [ShownRun] = []
    var latest: [ShownRun] = []
    /// Of the backups that were looked at.
    var looked = OverviewTally()
    var snapshots: [ShownSnapshot] = []
    var events: [AuditEvent] = []
}

/// How the latest backups ended.
struct OverviewTally: Hashable, Sendable {
    var good = 0
    var warned = 0
    var failed = 0
    /// Sources among them, and those whose latest was not good.
    var sources = 0
    var failing = 0

    var count: Int { good + warned + failed }

    /// - Parameter runs: Backups, the newest first.
    init(_ runs: [Run] = []) {
        var seen: Set<ID<Source>> = []
        for run in runs where run.kind == .backup {
            switch run.position.state {
            case .succeeded: good += 1
            case .warned: warned += 1
            case .failed: failed += 1
            default: continue
            }
            guard let source = run.subject.source, seen.insert(source).inserted else { continue }
            sources += 1
            if run.position.state == .failed { failing += 1 }
        }
    }
}

/// The part of the overview that stays fresh: all of it.
struct OverviewPanels: View {
    let inside: Inside
    let facts: OverviewFacts

    private var words: OverviewWords { inside.words.overview }
    private var tally: OverviewTally { facts.looked }

    var body: Markup {
        section(.class("panel"), .aria(.labelledBy, "verdict")) {
            div(.class("body roomy")) {
                verdict
                if inside.entry != nil, !isSetUp { FirstSteps(inside: inside, facts: facts) }
                if !facts.agents.isEmpty { AgentBed(inside: inside, agents: facts.agents) }
            }
        }
        if isSetUp { activity } else if inside.may(.viewAudit) { events }
    }

    /// Whether there is nothing left of the first steps.
    private var isSetUp: Bool { facts.hasSource && tally.count + facts.going.count > 0 }

    // MARK: The verdict

    private var status: Status {
        if tally.failing > 0 { return .fail }
        if tally.count == 0 { return .unknown }
        return tally.warned > 0 ? .warn : .ok
    }

    private var verdict: Markup {
        div(.class("verdict"), .status(status)) {
            Glyph(status: status, isBig: true)
            h1(.id("verdict")) { title }
            p { explanation }
        }
    }

    private var title: String {
        if inside.entry == nil { return words.noTenant }
        if !facts.hasSource { return words.nothingYet }
        if tally.count == 0 { return words.firstToCome }
        let figures = inside.words.figures
        return tally.failing > 0
            ? words.failing(tally.failing, figures.count(tally.sources))
            : words.allGood
    }

    private var explanation: String {
        guard inside.entry != nil else { return words.noTenantText }
        guard facts.hasSource else { return words.nothingText }
        guard tally.count > 0 else { return words.firstToComeText }
        let figures = inside.words.figures
        return words.tally(
            figures.count(tally.good), figures.count(tally.warned), figures.count(tally.failed))
    }

    // MARK: What goes on

    private var activity: Markup {
        div(.class("cols")) {
            div(.class("stack")) {
                if !facts.failing.isEmpty { needs }
                runs
            }
            div(.class("stack")) {
                if !facts.going.isEmpty { going }
                snapshots
            }
        }
    }

    private var needs: Markup {
        Panel(words.needs, id: "needs", isPadded: false) {
            ul(.class("needs")) {
                for shown in facts.failing {
                    li(.status(.fail)) {
                        Glyph(status: .fail)
                        div {
                            h3 { link(to: shown) }
                            p { shown.run.failure?.message ?? "" }
                        }
                        div(.class("buttons")) {
                            Button(
                                words.seeCause,
                                .open(inside.url("runs", shown.run.id.description)),
                                isMini: true)
                        }
                    }
                }
            }
        }.body
    }

    private func link(to shown: ShownRun) -> Markup {
        a(.href(inside.url("runs", shown.run.id.description))) {
            bdi { inside.words.runs.title(shown.run.kind, of: shown.about) }
        }
    }

    private var going: Markup {
        Panel(words.goingOn, id: "going") {
            Timeline(
                steps: facts.going.map { shown in
                    Timeline.Step(
                        status: shown.run.position.state.status, title: link(to: shown),
                        when: Moment(shown.run.created).body,
                        detail: Markup(inside.words.runs.state(shown.run.position.state)))
                })
        }.body
    }

    private var runs: Markup {
        Panel(
            words.latestRuns, id: "runs",
            aside: a(.class("more"), .href(inside.url("runs"))) { words.allRuns },
            isPadded: facts.latest.isEmpty
        ) {
            if facts.latest.isEmpty {
                p(.class("muted")) { inside.words.runs.emptyText }
            } else {
                RunTable(inside: inside, runs: facts.latest)
            }
        }.body
    }

    private var snapshots: Markup {
        Panel(
            words.latestSnapshots, id: "snapshots",
            aside: a(.class("more"), .href(inside.url("snapshots"))) { words.allSnapshots }
        ) {
            if facts.snapshots.isEmpty {
                p(.class("muted")) { inside.words.snapshots.emptyText }
            } else {
                Timeline(
                    steps: facts.snapshots.map { shown in
                        Timeline.Step(
                            status: shown.snapshot.isGood ? .ok : .warn,
                            title: bdi {
                                shown.source.isEmpty
                                    ? inside.words.snapshots.foreign : shown.source
                            },
                            when: Moment(shown.snapshot.claimedTime).body,
                            detail: Markup(
                                "\(shown.vault) · "
                                    + inside.words.figures.size(shown.snapshot.size)))
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
