internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What explains a run: its attempts, and what it usually comes to.
struct RunSide: View {
    let inside: Inside
    let run: Run
    /// The first one first.
    let attempts: [KnownAttempt]
    /// Nil for kinds that are not compared.
    let history: RunHistory?
    let now: Timestamp

    private var words: RunWords { inside.words.runs }
    private var figures: FigureWords { inside.words.figures }
    private var isWaiting: Bool { run.position.state == .queued }

    var body: Markup {
        Panel(words.attempts, id: "attempts") {
            if steps.isEmpty {
                p(.class("muted")) { words.notBegun(run.position.state.isFinal) }
            } else {
                Timeline(steps: steps, label: words.attempts)
            }
        }
        if let history { usual(history) }
    }

    // MARK: Attempts

    /// The last one first, above what there is to hope for.
    private var steps: [Timeline.Step] {
        var steps: [Timeline.Step] = []
        if isWaiting, run.position.attempt > 1 {
            steps.append(
                Timeline.Step(
                    status: .queued, title: Markup(words.attempt(run.position.attempt)),
                    when: Moment(run.notBefore).body, detail: Markup(words.tryFollows)))
        }
        for one in attempts.reversed() { steps.append(step(one)) }
        if !steps.isEmpty, let good = history?.lastGood {
            steps.append(
                Timeline.Step(
                    status: good.position.state.status,
                    title: a(.href(inside.url("runs", good.id.description))) { words.lastGood },
                    when: Moment(good.ended ?? good.created).body,
                    detail: Markup(came(good))))
        }
        return steps
    }

    private func step(_ one: KnownAttempt) -> Timeline.Step {
        Timeline.Step(
            status: status(of: one), title: Markup(words.attempt(one.number)),
            when: (one.began ?? one.ended).map { Moment($0).body } ?? Markup(),
            detail: bdi { detail(of: one) })
    }

    private func status(of one: KnownAttempt) -> Status {
        switch one.end {
        case .open: .running
        case .retried, .interrupted: .fail
        case .ended(let state): state.status
        }
    }

    private func detail(of one: KnownAttempt) -> String {
        let end =
            switch one.end {
            case .open: words.state(.running)
            case .retried: words.triedInVain
            case .interrupted: words.event(.interrupted)
            case .ended(let state): words.state(state)
            }
        let why = words.cause(code: one.code)?.title ?? one.message
        return [end, one.took.map(figures.measured) ?? "", why]
            .filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private func came(_ good: Run) -> String {
        let read = figures.size(good.tally.content)
        guard let started = good.started, let ended = good.ended else { return words.read(read) }
        return words.readIn(read, figures.span(ended - started))
    }

    // MARK: What is usual

    private func usual(_ history: RunHistory) -> Markup {
        Panel(words.usual, id: "usual") {
            if let usual = history.usual {
                if isLong(against: usual) {
                    p { StatusWord(status: .warn, word: words.longerThanUsual, isPill: false) }
                }
                Facts([
                    (name: words.duration, text: figures.spans(usual.duration)),
                    (name: words.readData, text: figures.sizes(usual.content)),
                    (name: words.newData, text: figures.sizes(usual.sent)),
                ])
                p(.class("small muted")) { words.usualOf(usual.runs) }
            } else {
                p(.class("muted")) { words.noUsual(UsualRun.runsMin) }
            }
        }.body
    }

    private func isLong(against usual: UsualRun) -> Bool {
        guard !run.position.state.isFinal, run.position.state != .queued,
            let started = run.started
        else { return false }
        return now - started > usual.duration.upperBound
    }
}
