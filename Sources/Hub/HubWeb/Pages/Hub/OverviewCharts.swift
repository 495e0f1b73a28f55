internal import Domain
internal import Markup
internal import Store
internal import Values

/// The figures of the morning, side by side.
struct OverviewTiles: View {
    let inside: Inside
    let facts: OverviewFacts

    private var words: OverviewWords { inside.words.overview }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        let tally = facts.figures.tally
        let week = facts.days(7)
        let runs = week.reduce(0) { $0 + $1.runs }
        let failed = week.reduce(0) { $0 + $1.failed }
        Tiles(tiles: [
            Tiles.Tile(
                name: words.stored, figure: figures.size(ByteCount(max(0, tally.stored))),
                spark: Sparkline(values: facts.storedByDay.suffix(30).map(Double.init)).body,
                note: words.snapshots(tally.snapshots, tally.vaults, figures)),
            Tiles.Tile(
                name: words.runsOfWeek, figure: figures.count(Int(runs)),
                spark: BarChart(
                    bars: week.map {
                        BarChart.Bar(
                            good: Double($0.succeeded + $0.warned), bad: Double($0.failed))
                    }, finding: words.runsOfWeek
                ).body,
                note: words.failedOfThem(figures.count(Int(failed)))),
            Tiles.Tile(
                name: words.protectedSources, figure: figures.count(facts.protected),
                note: words.onAgents(figures.count(facts.sources), tally.agents, figures)),
        ])
    }
}

/// A cell for each day of half a year.
struct OverviewActivity: View {
    let inside: Inside
    let facts: OverviewFacts

    private var words: OverviewWords { inside.words.overview }
    private var figures: FigureWords { inside.words.figures }

    private var days: [DayTally] {
        facts.days(Int(facts.today - OverviewFacts.firstDay(before: facts.today)) + 1)
    }

    var body: Markup {
        let days = days
        Panel(
            words.calendar, id: "calendar",
            aside: a(.class("more"), .href(inside.url("runs"))) { words.everyRun }
        ) {
            ActivityCalendar(
                days: days.map {
                    ActivityCalendar.Day(
                        date: figures.date($0.day), runs: Int($0.runs), warned: Int($0.warned),
                        failed: Int($0.failed))
                }, months: months(days), weekdays: words.weekdays, finding: finding(days))
            CalendarLegend(words: words)
            p(.class("small faint")) { finding(days) }
        }
    }

    private func months(_ days: [DayTally]) -> [(week: Int, name: String)] {
        var months: [(week: Int, name: String)] = []
        for (index, day) in days.enumerated() where index % 7 == 0 {
            // The week that has the first of a month in it begins that month.
            let last = CalendarDate(secondsSince1970: (day.day + 6) * 86_400)
            guard last.day <= 7 else { continue }
            months.append((index / 7, figures.month(last.month)))
        }
        return months
    }

    private func finding(_ days: [DayTally]) -> String {
        let failed = days.filter { $0.failed > 0 }
        return words.calendarFinding(
            figures.count(Int(days.reduce(0) { $0 + $1.runs })), failed.count,
            last: failed.last.map { figures.date($0.day) })
    }
}

/// How much is stored, over a quarter of a year.
struct OverviewStorage: View {
    let inside: Inside
    let facts: OverviewFacts

    private var words: OverviewWords { inside.words.overview }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        let values = facts.storedByDay
        let first = facts.today - Int64(values.count) + 1
        Panel(
            words.storage, id: "storage",
            aside: a(.class("more"), .href(inside.url("vaults"))) { words.allVaults }
        ) {
            AreaChart(
                values: values.map(Double.init),
                finding: words.storageFinding(
                    size(values.first ?? 0), size(values.last ?? 0), values.count),
                times: [
                    figures.date(first), figures.date(first + Int64(values.count / 2)),
                    figures.date(facts.today),
                ], unit: 1024
            ) { figures.size(ByteCount(rounding: $0)) }
        }
    }

    private func size(_ bytes: Int64) -> String { figures.size(ByteCount(max(0, bytes))) }
}

/// When a restore was last shown to work.
struct OverviewProof: View {
    let inside: Inside
    let facts: OverviewFacts

    private var words: OverviewWords { inside.words.overview }

    var body: Markup {
        Panel(words.proof, id: "proof") {
            if let shown = facts.proven, let ended = shown.run.ended {
                Timeline(steps: [
                    Timeline.Step(
                        status: .ok, title: OverviewRun(inside: inside, shown: shown).body,
                        when: Moment(ended).body, detail: Markup(words.provenText))
                ])
            } else {
                p(.class("muted")) { words.neverProven }
                if facts.figures.tally.snapshots > 0, inside.may(.viewSnapshots) {
                    div(.class("buttons")) {
                        Button(words.proveOne, .open(inside.url("snapshots")), isMini: true)
                    }
                }
            }
        }
    }
}

/// What the fullest vaults hold.
struct OverviewVaults: View {
    let inside: Inside
    let facts: OverviewFacts

    private var words: OverviewWords { inside.words.overview }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        let all = max(facts.figures.tally.stored, 1)
        Panel(
            words.vaults, id: "vaults",
            aside: a(.class("more"), .href(inside.url("vaults"))) { words.allVaults },
            note: words.vaultsNote(knowsRoom: knowsRoom)
        ) {
            for vault in facts.figures.fullest {
                let room = facts.rooms[vault.vault]
                // One figure means one thing in all of the list.
                let share =
                    knowsRoom
                    ? room?.latest?.usedShare : Double(vault.stored.bytes) / Double(all)
                div(.class("row line")) {
                    Donut(
                        share: share, figure: share.map(figures.percent) ?? "–",
                        status: room?.status,
                        isSmall: true)
                    div {
                        a(
                            .class("truncate"), .title(vault.name),
                            .href(inside.url("vaults", vault.vault.description))
                        ) { bdi { vault.name } }
                        span(.class("small faint")) {
                            words.holds(
                                figures.size(vault.stored), Int(vault.snapshots),
                                figures.count(Int(vault.snapshots)))
                        }
                        if let room, let free = room.free, room.latest?.usedShare != nil {
                            br()
                            span(.class("small faint")) {
                                inside.words.vaults.outlook(room, free, figures)
                            }
                        }
                    }
                }
            }
        }
    }

    private var knowsRoom: Bool {
        facts.rooms.values.contains { $0.latest?.usedShare != nil }
    }
}
