internal import AgentProtocol
internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// The part of a run's page that stays fresh, besides its log: how it is, how far it is, and what
/// came of it.
struct RunHead: View {
    let inside: Inside
    let shown: ShownRun
    /// Where its agent said so.
    let progress: ProgressReport?
    /// Of its vaults.
    let vaults: [ID<KnownVault>: String]
    let now: Timestamp
    /// What the machine of the run calls itself.
    var hostName = ""
    /// What a rehearsed restore proved.
    var drill: KnownDrill?
    /// What a backup that ended well has stored.
    var snapshot: ID<KnownSnapshot>?
    /// Whom a run waits for that has not begun: an agent that is not connected.
    var awaited: Agent?
    let attempts: [KnownAttempt]
    let history: RunHistory?

    private var words: RunWords { inside.words.runs }
    private var figures: FigureWords { inside.words.figures }
    private var run: Run { shown.run }
    private var state: RunState { run.position.state }

    var body: Markup {
        PageHead(
            title: words.title(run, of: shown.about),
            crumbs: [(words.title, inside.url("runs"))],
            crumbsLabel: inside.words.common.breadcrumb,
            state: StatusWord(status: state.status, word: words.state(state)).body,
            actions: actions, facts: facts)
        trouble
        next
        div(.class("cols")) {
            div(.class("stack")) {
                RestorePlan(inside: inside, run: run, hostName: hostName)
                if let drill { DrillProof(inside: inside, drill: drill) }
                section(.class("panel"), .aria(.label, words.progress)) {
                    div(.class("body roomy")) {
                        Stages(label: words.stages, stages: stages)
                        going
                        div(.class("facts-line")) { tally }
                    }
                }
                if !run.outcomes.vaults.isEmpty { outcomes }
            }
            div(.class("stack")) {
                RunSide(inside: inside, run: run, attempts: attempts, history: history, now: now)
            }
        }
    }

    @MarkupBuilder private var actions: Markup {
        if !state.isFinal, state != .cancelling, inside.may(.cancelRuns) {
            form(
                .post(
                    to: inside.url("runs", run.id.description, "cancellation"), inside.frame.csrf)
            ) { Button(words.cancel, .submit, kind: .danger, icon: "stop") }
        }
        if let source = run.subject.source?.description, run.kind == .backup, state.isFinal {
            if state != .succeeded, inside.may(.startRuns) {
                form(.post(to: inside.url("sources", source, "runs"), inside.frame.csrf)) {
                    Button(words.runAgain, .submit, kind: .primary, icon: "run")
                }
            }
            Button(
                inside.words.overview.openSource, .open(inside.url("sources", source)),
                icon: "source")
        }
    }

    @MarkupBuilder private var facts: Markup {
        if !shown.agent.isEmpty {
            span {
                Icon("agent")
                bdi { shown.agent }
            }
        }
        if run.kind == .restore {
            span {
                Icon("history")
                bdi { inside.words.restore.wish(RestoreForm(run)) }
            }
        }
        span {
            "\(words.cause): "
            words.cause(run.cause)
        }
        if let started = run.started {
            span {
                "\(words.started) "
                Moment(started)
            }
        }
        if let ended = run.ended {
            span {
                "\(words.ended) "
                Moment(ended)
            }
        }
        if run.position.attempt > 1 { span { "\(words.attempt) \(run.position.attempt)" } }
    }

    @MarkupBuilder private var trouble: Markup {
        if let failure = run.failure {
            let cause = words.cause(failure)
            Notice(
                status: state == .warned ? .warn : .fail,
                title: cause?.title ?? words.failureTitle,
                text: inside.words.sentences([
                    failure.message, cause?.remedy, prospect(of: failure),
                ]),
                action: RunRemedy(inside: inside, run: run, failure: failure).body)
        }
        if run.failure == nil, state == .warned, run.tally.issues > 0 {
            let id = run.id.description
            Notice(
                status: .warn, title: words.notAllTitle(run.kind),
                text: words.notAllText(run.tally.issues, figures),
                action: Button(
                    words.seeWarnings,
                    .open(
                        inside.url(
                            "runs", id,
                            query: [("level", KnownEvent.Level.warning.rawValue)])),
                    isMini: true
                ).body)
        }
        if let awaited {
            let agents = inside.words.agents
            Notice(
                status: .stale, title: agents.awayTitle(awaited.name), text: words.waitsForAgent,
                action: Button(
                    words.open(.agent), .open(inside.url("agents", awaited.id.description)),
                    isMini: true
                ).body)
        }
        if let reason = run.skipReason {
            Notice(status: .unknown, text: words.skip(reason))
        }
    }

    /// What becomes of it by itself; of what has ended nothing does.
    private func prospect(of failure: RunFailure) -> String? {
        state.isFinal && failure.disposition == .retryable
            ? nil : words.next(failure.disposition)
    }

    /// A backup leads on to its proof; a restore says what is back.
    @MarkupBuilder private var next: Markup {
        if run.kind == .restore, !run.isPlan, [.succeeded, .warned].contains(state) {
            Notice(
                status: .ok,
                text: words.isBack(
                    Int(run.tally.entries), figures.size(run.tally.content), figures))
        }
        if let snapshot, run.kind == .backup {
            let id = snapshot.description
            Notice(
                status: .ok, title: inside.words.protect.afterTitle,
                text: inside.words.protect.afterText,
                action: div(.class("row")) {
                    if inside.may(.startDrills) {
                        form(
                            .post(to: inside.url("snapshots", id, "drills"), inside.frame.csrf)
                        ) {
                            Button(
                                inside.words.protect.tryDrill, .submit, icon: "drill",
                                isMini: true)
                        }
                    }
                    Button(
                        inside.words.protect.seeSnapshot, .open(inside.url("snapshots", id)),
                        isMini: true)
                })
        }
    }

    private var stages: [Stages.Stage] {
        let place =
            switch state {
            case .queued, .leased: 0
            case .running, .cancelling: 1
            case .finalizing: 2
            default: 3
            }
        let names = [words.waiting, words.working(run), words.finishing, words.done]
        return names.enumerated().map { index, name in
            if index < place {
                let went = index == 0 || run.started != nil
                return Stages.Stage(name: name, status: went ? .ok : nil)
            }
            return index == place
                ? Stages.Stage(name: name, status: state.status, isCurrent: true)
                : Stages.Stage(name: name)
        }
    }

    @MarkupBuilder private var going: Markup {
        if !state.isFinal, let progress {
            let share = progress.bytesExpected.flatMap { whole in
                whole.bytes > 0
                    ? min(1, Double(progress.bytes.bytes) / Double(whole.bytes)) : nil
            }
            div(.class("going"), .status(.running)) {
                div(.class("split")) {
                    b { amount(progress) }
                    if let share { b { figures.percent(share) } }
                }
                if let share {
                    Element<HTML.Gauge>("progress")(
                        .value((share * 100).rounded()), .max(100),
                        .aria(.label, words.working(run))
                    ) { figures.percent(share) }
                }
                if let pace = pace(progress) { div(.class("facts-line")) { pace } }
                if !progress.current.isEmpty {
                    bdi(.class("truncate"), .title(progress.current)) { progress.current }
                }
            }
        }
    }

    /// How fast it has been so far, and what follows from that.
    private func pace(_ progress: ProgressReport) -> Markup? {
        guard let started = run.started else { return nil }
        let seconds = (now - started).milliseconds / 1000
        guard seconds > 0, progress.bytes.bytes > 0 else { return nil }
        let rate = progress.bytes.bytes / seconds
        guard rate > 0 else { return nil }
        let rest = progress.bytesExpected.flatMap { whole in
            whole.bytes > progress.bytes.bytes
                ? (whole.bytes - progress.bytes.bytes) / rate : nil
        }
        return MarkupBuilder.buildArray([
            span { words.rate(figures.size(ByteCount(rate))) },
            rest.map { rest in span { words.left(figures.span(.seconds(rest))) } }
                ?? Markup(),
        ])
    }

    private func amount(_ progress: ProgressReport) -> String {
        let read = figures.size(progress.bytes)
        return progress.bytesExpected.map { words.readOf(read, figures.size($0)) }
            ?? words.read(read)
    }

    @MarkupBuilder private var tally: Markup {
        if let progress, !state.isFinal {
            span { words.entries(Int(progress.entries), figures) }
            span { words.sent(figures.size(progress.transferred)) }
        } else {
            span { words.entries(Int(run.tally.entries), figures) }
            span { words.read(figures.size(run.tally.content)) }
        }
        if run.tally.issues > 0 { span { words.issues(run.tally.issues, figures) } }
    }

    private var outcomes: Markup {
        Panel(words.vaults(of: run.kind), id: "outcomes", isPadded: false) {
            Table(
                caption: words.vaults(of: run.kind), rows: run.outcomes.vaults,
                title: inside.words.vaults.vault,
                name: { id in
                    RowName(
                        name: vaults[id] ?? "\(id)", url: inside.url("vaults", id.description),
                        detail: failure(in: id)
                    ).body
                },
                columns: [
                    .init(words.status, .lead) { state(in: $0) },
                    .init(inside.words.snapshots.size, .number) { id in
                        Markup(
                            run.outcomes.byVault[id].map { figures.size($0.size) } ?? "")
                    },
                ])
        }.body
    }

    private func failure(in vault: ID<KnownVault>) -> String {
        guard case .failed(let failure) = run.outcomes.byVault[vault]?.result else { return "" }
        // What the run failed of is said above.
        guard failure.code != run.failure?.code, let remedy = words.cause(failure)?.remedy else {
            return failure.message
        }
        return inside.words.sentences([failure.message, remedy])
    }

    private func state(in vault: ID<KnownVault>) -> Markup {
        let outcome = run.outcomes.byVault[vault]
        let status: Status =
            switch outcome?.result {
            case .stored, .done: .ok
            case .failed: .fail
            case .cancelled: .unknown
            case nil: state.isFinal ? .unknown : .queued
            }
        let word = words.outcome(outcome, hasEnded: state.isFinal)
        return StatusWord(status: status, word: word, isPill: false).body
    }
}
