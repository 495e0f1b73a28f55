internal import Domain
internal import Markup
internal import Store
internal import Values

/// Sources, and what is said of them beside what they are.
struct ShownSources {
    let sources: [Source]
    let summaries: [ID<Source>: SourceSummary]

    var isEmpty: Bool { sources.isEmpty }
}

/// The first few sources of a vault or an agent, and the way to all of them.
struct FirstSources: View {
    let inside: Inside
    /// As many as were read.
    let shown: ShownSources
    let agents: [ID<Agent>: String]
    let part: SourcesPage.Part

    /// As many as fit a screen of a phone beside the rest of the page.
    static let shownMax = 6

    var body: Markup {
        let few = ShownSources(
            sources: Array(shown.sources.prefix(Self.shownMax)), summaries: shown.summaries)
        SourceTable(inside: inside, shown: few, agents: agents)
        if shown.sources.count > Self.shownMax {
            footer {
                a(.class("more"), .href(inside.url("sources", query: [part.query]))) {
                    inside.words.sources.all
                }
            }
        }
    }
}

/// Sources, one a row.
struct SourceTable: View {
    let inside: Inside
    let shown: ShownSources
    let agents: [ID<Agent>: String]

    private var words: SourceWords { inside.words.sources }

    var body: Markup {
        Table(
            caption: words.all, rows: shown.sources, title: words.source,
            name: { source in
                RowName(
                    name: source.name, url: inside.url("sources", source.id.description),
                    detail: source.configuration.summary
                ).body
            },
            columns: [
                .init(words.status, .lead) { source in
                    SourceState(source, shown.summaries[source.id]?.standing, words).body
                },
                .init(words.newestCopy, .noBreak) { source in
                    shown.summaries[source.id]?.lastGood.map { Moment($0).body } ?? Markup()
                },
                .init(words.kindName, .plain) { Markup(words.kind($0.configuration.kind)) },
                .init(words.place, .plain) { source in
                    bdi { SourceOwner(inside: inside, agents: agents).text(source.place) }
                },
                .init(words.vaults, .number) { Markup("\($0.vaults.count)") },
            ])
    }
}

/// How a source stands; off where no run of it is begun.
struct SourceState: View {
    private let standing: SourceStanding
    private let words: SourceWords

    init(_ source: Source, _ standing: SourceStanding?, _ words: SourceWords) {
        self.standing = source.isEnabled ? standing ?? .waiting : .paused
        self.words = words
    }

    var body: Markup {
        StatusWord(status: status, word: words.standing(standing))
    }

    private var status: Status {
        switch standing {
        case .good: .ok
        case .warned: .warn
        case .failed: .fail
        case .stale: .stale
        case .waiting: .queued
        case .paused: .unknown
        }
    }
}

/// Who reads a source, by name.
struct SourceOwner {
    let inside: Inside
    let agents: [ID<Agent>: String]

    func text(_ place: SourcePlace) -> String {
        switch place {
        case .agent(let agent): agents[agent] ?? "\(agent)"
        case .pool: inside.words.sources.anyWorker
        }
    }
}
