internal import Domain
internal import Markup
internal import Values

/// Sources, one a row.
struct SourceTable: View {
    let inside: Inside
    let sources: [Source]
    let agents: [ID<Agent>: String]

    private var words: SourceWords { inside.words.sources }

    var body: Markup {
        Table(
            caption: words.all, rows: sources, title: words.source,
            name: { source in
                RowName(
                    name: source.name, url: inside.url("sources", source.id.description),
                    detail: source.configuration.summary
                ).body
            },
            columns: [
                .init(words.status, .lead) { source in
                    SourceState(isEnabled: source.isEnabled, words: words).body
                },
                .init(words.kindName, .plain) { Markup(words.kind($0.configuration.kind)) },
                .init(words.place, .plain) { source in
                    bdi { SourceOwner(inside: inside, agents: agents).text(source.place) }
                },
                .init(words.vaults, .number) { Markup("\($0.vaults.count)") },
            ])
    }
}

/// Whether runs of a source are begun.
struct SourceState: View {
    let isEnabled: Bool
    let words: SourceWords

    var body: Markup {
        StatusWord(
            status: isEnabled ? .ok : .unknown, word: isEnabled ? words.enabled : words.disabled)
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
