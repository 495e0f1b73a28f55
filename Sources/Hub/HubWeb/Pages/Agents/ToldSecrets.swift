internal import Domain
internal import Markup
internal import Values

/// What a revoked agent was told, or may have been: to be changed wherever it still opens anything.
struct ToldSecrets: View {
    struct Told: Sendable {
        let secret: StoredSecret
        /// What it opens, or what it is of, and where that is changed.
        let name: String
        let url: URLReference
    }

    let inside: Inside
    let told: [Told]
    /// Whether there are more than these.
    let goesOn: Bool

    private var words: AgentWords { inside.words.agents }

    var body: Markup {
        Panel(
            words.toldTitle, id: "told",
            note: words.toldText + (goesOn ? " " + words.toldMore : ""), isPadded: false
        ) {
            Table(
                caption: words.toldTitle, rows: told, title: words.toldOf,
                name: { RowName(name: $0.name, url: $0.url).body },
                columns: [
                    .init(words.toldSecret, .plain) { Markup(words.told($0.secret.name)) },
                    .init(words.toldSince, .noBreak) { Moment($0.secret.changed).body },
                ]
            ).body
        }
    }
}
