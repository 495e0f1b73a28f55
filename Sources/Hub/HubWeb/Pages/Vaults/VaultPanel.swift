internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// One vault among others: how full it is and for how long there is room, what was done to it
/// last, and what stands in the way.
struct VaultPanel: View {
    let inside: Inside
    let shown: ShownVault
    /// Of the keepers, by their ids.
    let agents: [ID<Agent>: String]

    private var words: VaultWords { inside.words.vaults }
    private var vault: KnownVault { shown.vault }
    private var id: String { "v-\(vault.id)" }

    var body: Markup {
        section(.class("panel"), .aria(.labelledBy, id)) {
            header {
                h2(.id(id)) {
                    a(.href(inside.url("vaults", vault.id.description))) { bdi { vault.name } }
                }
                state
                span(.class("small faint push")) { bdi { words.summary(vault) } }
            }
            div(.class("body roomy")) {
                obstacles
                let course = VaultCourse(inside: inside, space: shown.room.space).body
                div(.class(course.isEmpty ? "stack" : "cols even")) {
                    VaultRoomView(inside: inside, shown: shown, facts: facts)
                    course
                }
            }
        }
    }

    private var state: Markup {
        let isCritical = shown.alerts.contains { $0.condition.severity == .critical }
        if vault.readiness != .ready {
            return VaultState(readiness: vault.readiness, words: words).body
        }
        if isCritical { return StatusWord(status: .fail, word: words.needsHand).body }
        if shown.room.fullSoon != nil {
            let word = shown.room.isFull ? words.full : words.fullSoon
            return StatusWord(status: .warn, word: word).body
        }
        if !shown.alerts.isEmpty || shown.room.status != nil {
            return StatusWord(status: .warn, word: words.lookAtIt).body
        }
        return VaultState(readiness: .ready, words: words).body
    }

    // MARK: What stands in the way

    @MarkupBuilder private var obstacles: Markup {
        let obstacles = sentences
        if !obstacles.isEmpty {
            ul(.class("stack tight"), .aria(.label, words.obstacles)) {
                for obstacle in obstacles {
                    li {
                        StatusWord(
                            status: obstacle.status, word: obstacle.text, isPill: false)
                    }
                }
                let step = VaultWaitStep(inside: inside, shown: shown).body
                if !step.isEmpty { li { step } }
            }
        }
    }

    private var sentences: [(status: Status, text: String)] {
        var sentences: [(status: Status, text: String)] = []
        switch vault.readiness {
        case .failed: sentences.append((.fail, words.makeFailed))
        case .new: sentences.append((.queued, words.waits(shown, agents)))
        case .ready: break
        }
        for alert in shown.alerts {
            sentences.append(
                (
                    alert.condition.severity == .critical ? .fail : .warn,
                    inside.words.alerts.sentence(alert.condition, vault.name)
                ))
        }
        if vault.readiness == .ready, vault.keeper == nil {
            sentences.append((.unknown, words.keeperMissing))
        }
        return sentences
    }

    // MARK: What was done to it

    private var facts: [(name: String, value: Markup)] {
        let figures = inside.words.figures
        var facts: [(name: String, value: Markup)] = [
            (
                words.kept,
                Markup(
                    inside.words.overview.holds(
                        figures.size(shown.figures.stored), Int(shown.figures.snapshots),
                        figures.count(Int(shown.figures.snapshots))))
            ),
            (words.lastRead, shown.figures.read.map { Moment($0).body } ?? never),
            (words.lastCheck, last(.check)), (words.lastPrune, last(.prune)),
        ]
        facts.append(
            (
                words.keeper,
                bdi { vault.keeper.flatMap { agents[$0] } ?? words.nobody }
            ))
        return facts
    }

    private var never: Markup {
        StatusWord(status: .unknown, word: inside.words.common.never, isPill: false).body
    }

    private func last(_ kind: RunKind) -> Markup {
        guard let care = shown.figures.care.first(where: { $0.kind == kind }) else { return never }
        return VaultCareOutcome(inside: inside, care: care).body
    }
}

/// The next step with a vault that is not made yet.
struct VaultWaitStep: View {
    let inside: Inside
    let shown: ShownVault

    @MarkupBuilder var body: Markup {
        switch shown.wait {
        case .keeper? where inside.may(.manageVaults):
            Button(
                inside.words.vaults.chooseKeeper,
                .open(inside.url("vaults", shown.vault.id.description, "edit")), icon: "agent",
                isMini: true)
        case .agent?:
            if let agent = shown.vault.owner ?? shown.vault.keeper {
                Button(
                    inside.words.runs.open(.agent),
                    .open(inside.url("agents", agent.description)), icon: "agent", isMini: true)
            }
        default: Markup()
        }
    }
}

/// What came of one kind of work on a vault last, with the run that did it.
struct VaultCareOutcome: View {
    let inside: Inside
    let care: VaultCare

    var body: Markup {
        span {
            StatusWord(
                status: care.state.status, word: inside.words.runs.state(care.state),
                isPill: false)
            " "
            a(.href(inside.url("runs", care.run.description))) { Moment(care.ended) }
        }
    }
}

/// How full the place of a vault is and for how long there is room, with some facts below.
struct VaultRoomView: View {
    let inside: Inside
    let shown: ShownVault
    let facts: [(name: String, value: Markup)]

    private var words: VaultWords { inside.words.vaults }
    private var figures: FigureWords { inside.words.figures }
    private var room: VaultRoom { shown.room }

    var body: Markup {
        div(.class("row line")) {
            if let latest = room.latest, let share = latest.usedShare, let total = latest.total,
                let free = latest.free
            {
                Donut(
                    share: share, figure: figures.percent(share),
                    lines: [
                        figures.size(ByteCount(total.bytes - free.bytes)),
                        words.ofTotal(figures.size(total)),
                    ], status: room.status)
            }
            div(.class("stack tight")) {
                p { strong { verdict } }
                Facts(growth + quota + facts)
            }
        }
    }

    private var verdict: String {
        guard let free = room.free else {
            return shown.figures.read == nil ? words.roomUnread : words.roomUnknown
        }
        return words.outlook(room, free, figures)
    }

    private var quota: [(name: String, value: Markup)] {
        guard let quota = shown.vault.quota else { return [] }
        let held = shown.figures.space.last { $0.held != nil }?.held
        let text =
            held.map { words.quotaUse(figures.size($0), figures.size(quota)) }
            ?? words.quotaUncounted(figures.size(quota))
        return [(words.quota, Markup(text))]
    }

    private var growth: [(name: String, value: Markup)] {
        guard room.latest != nil else { return [] }
        guard let forecast = room.forecast else {
            return [(words.growth, Markup(words.growthUnknown))]
        }
        let bytes = forecast.growthPerDay.bytes
        let text =
            bytes > 0
            ? words.perDay(figures.size(forecast.growthPerDay))
            : bytes < 0 ? words.shrinks(figures.size(ByteCount(-bytes))) : words.noGrowth
        return [(words.growth, Markup(text))]
    }
}

/// What is used at a vault's place, day by day.
struct VaultCourse: View {
    let inside: Inside
    let space: [VaultSpace]

    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        let days = days
        if days.count > 1, let first = days.first, let last = days.last {
            AreaChart(
                values: days.map { Double($0.used.bytes) },
                finding: inside.words.vaults.course(
                    figures.size(first.used), figures.size(last.used), days.count),
                times: [
                    figures.date(first.day), figures.date(days[days.count / 2].day),
                    figures.date(last.day),
                ], unit: 1024
            ) { figures.size(ByteCount(rounding: $0)) }
        }
    }

    /// A day without a measure is as the one before.
    private var days: [(day: Int64, used: ByteCount)] {
        var days: [(day: Int64, used: ByteCount)] = []
        for one in space {
            guard let total = one.total, let free = one.free else { return [] }
            if let last = days.last, one.seen.day > last.day + 1 {
                for day in (last.day + 1)..<one.seen.day { days.append((day, last.used)) }
            }
            days.append((one.seen.day, ByteCount(total.bytes - free.bytes)))
        }
        return days
    }
}
