internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// A rehearsed restore with the names of what it was of.
struct ShownDrill: Sendable {
    let drill: KnownDrill
    let source: String
    let vault: String
}

/// What was proven, and when.
struct DrillsPage: View {
    let inside: Inside
    let sources: ShownPage<Source>
    let proofs: [ID<Source>: KnownDrill]
    let drills: ShownPage<ShownDrill>
    let promises: ShownPage<DrillPromise>
    let now: Timestamp
    /// Of the last days.
    let record: DrillRecord
    /// What the slowest of those was of.
    let slowest: String
    /// Which parts of the two lists begin them.
    let begins: (sources: Bool, drills: Bool, promises: Bool)
    /// Why nothing was rehearsed.
    var refusal: String?

    /// Where the list of sources goes on; the other one has its usual name.
    static let sourcesField = "sources"
    static let promisesField = "vaults"
    /// What was proven longer ago says little.
    static let days = 30

    private var words: DrillWords { inside.words.drills }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .drills) {
            PageHead(
                title: words.title,
                actions: Button(
                    words.report, .open(inside.url("drills", "report")), icon: "audit"
                ).body, lead: words.lead)
            div(.class("stack")) {
                if let refusal { Notice(status: .warn, text: refusal) }
                if begins.drills, !sources.items.isEmpty {
                    tiles
                    if !promises.items.isEmpty {
                        DrillPromises(
                            inside: inside, promises: promises, isFirstPage: begins.promises)
                    }
                    Panel(words.proof, id: "proof", isPadded: false, footing: sourcePager) {
                        proof
                    }
                }
                Panel(
                    words.all, id: "all", isPadded: false,
                    footing: drills.items.isEmpty ? Markup() : pager
                ) {
                    if drills.items.isEmpty {
                        EmptyState(icon: "drill", title: words.emptyTitle, text: words.emptyText)
                    } else {
                        history
                    }
                }
            }
        }
    }

    private var tiles: Markup {
        var tiles = [
            Tiles.Tile(
                name: words.provenLately(Self.days),
                figure: words.of(figures.count(record.proven), figures.count(record.sources)),
                note: record.never == 0
                    ? words.allTried : words.neverTried(figures.count(record.never))),
            Tiles.Tile(
                name: words.drillsLately(Self.days), figure: figures.count(record.drills),
                note: words.passedOfThem(figures.count(record.passed))),
        ]
        if record.slowest != nil {
            tiles.append(
                Tiles.Tile(
                    name: words.slowest, figure: time(of: record.slowest), note: slowest))
        }
        return Tiles(tiles: tiles).body
    }

    // MARK: By source

    private var proof: Markup {
        Table(
            caption: words.proof, rows: sources.items, title: inside.words.sources.source,
            name: { source in
                RowName(
                    name: source.name, url: inside.url("sources", source.id.description)
                ).body
            },
            columns: [
                .init(words.proven, .lead) { source in
                    guard let drill = proofs[source.id] else {
                        return StatusWord(status: .unknown, word: words.never).body
                    }
                    let isLongAgo = drill.time < now - .seconds(Self.days * 86_400)
                    return span {
                        StatusWord(
                            status: isLongAgo ? .stale : .ok,
                            word: isLongAgo ? words.longAgo : words.passed, isPill: false)
                        " "
                        Moment(drill.time)
                    }
                },
                .init(words.back, .number) { Markup(time(of: proofs[$0.id])) },
                .init(words.age, .number) { Markup(age(of: proofs[$0.id])) },
                .init(words.rehearse, .deed) { source in
                    inside.may(.startDrills) ? rehearse(source) : Markup()
                },
            ]
        ).body
    }

    private func rehearse(_ source: Source) -> Markup {
        form(
            .post(to: inside.url("sources", source.id.description, "drills"), inside.frame.csrf)
        ) { Button(words.rehearse, .submit, icon: "drill", isMini: true) }
    }

    private var sourcePager: Markup {
        guard sources.next != nil || !begins.sources else { return Markup() }
        return Pager(
            words: inside.words.common, summary: words.sources(sources.items.count),
            first: begins.sources ? nil : inside.url("drills"),
            next: sources.next.map {
                inside.url("drills", query: [(Self.sourcesField, $0.description)])
            }
        ).body
    }

    // MARK: All of them

    private var history: Markup {
        Table(
            caption: words.all, rows: drills.items, title: inside.words.sources.source,
            name: { shown in
                RowName(
                    name: shown.source.isEmpty ? inside.words.snapshots.foreign : shown.source,
                    url: inside.url("runs", shown.drill.run.description), detail: shown.vault
                ).body
            },
            columns: [
                .init(words.verdict, .lead) { shown in
                    DrillVerdict(words: inside.words, drill: shown.drill).body
                },
                .init(words.when, .noBreak) { Moment($0.drill.time).body },
                .init(words.files, .spareNumber) { shown in
                    Markup(figures.count(Int(shown.drill.files)))
                },
                .init(inside.words.snapshots.size, .spareNumber) { shown in
                    Markup(figures.size(shown.drill.size))
                },
                .init(words.back, .number) { Markup(time(of: $0.drill)) },
                .init(words.age, .number) { Markup(age(of: $0.drill)) },
            ]
        ).body
    }

    private var pager: Markup {
        Pager(
            words: inside.words.common, summary: words.shown(drills.items.count),
            first: begins.drills ? nil : inside.url("drills"),
            next: drills.next.map { inside.url("drills", query: [("after", $0.description)]) }
        ).body
    }

    /// Until everything was back and compared.
    private func time(of drill: KnownDrill?) -> String {
        drill?.measures.map { figures.measured($0.restoreTime + $0.verifyTime) } ?? ""
    }

    private func age(of drill: KnownDrill?) -> String {
        drill?.measures.map { figures.span($0.dataAge) } ?? ""
    }
}
