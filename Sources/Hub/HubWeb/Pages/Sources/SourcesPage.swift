internal import Domain
internal import Markup
internal import Store
internal import Values

/// The sources of a tenant.
struct SourcesPage: View {
    /// Those that store in one vault, or that one agent reads.
    enum Part: Sendable {
        case vault(ID<KnownVault>, String)
        case agent(ID<Agent>, String)

        static let vault = "vault"
        static let agent = "agent"

        var filter: SourceFilter {
            switch self {
            case .vault(let id, _): SourceFilter(vault: id)
            case .agent(let id, _): SourceFilter(agent: id)
            }
        }

        var query: (name: String, value: String) {
            switch self {
            case .vault(let id, _): (Self.vault, id.description)
            case .agent(let id, _): (Self.agent, id.description)
            }
        }
    }

    let inside: Inside
    let sources: ShownSources
    let agents: [ID<Agent>: String]
    let part: Part?
    let next: Cursor?
    let isFirstPage: Bool

    private var words: SourceWords { inside.words.sources }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .sources) {
            PageHead(title: words.title, actions: add, lead: words.lead)
            section(.class("panel"), .aria(.label, words.all)) {
                if let part { toolbar(part) }
                if sources.isEmpty {
                    EmptyState(
                        icon: "source", title: words.emptyTitle, text: words.emptyText, action: add)
                } else {
                    SourceTable(inside: inside, shown: sources, agents: agents)
                    footer {
                        Pager(
                            words: inside.words.common, summary: words.shown(sources.sources.count),
                            first: isFirstPage ? nil : list(),
                            next: next.map { list(("after", $0.description)) })
                    }
                }
            }
        }
    }

    private func list(_ more: (name: String, value: String)...) -> URLReference {
        inside.url("sources", query: [part?.query].compactMap(\.self) + more)
    }

    private func toolbar(_ part: Part) -> Markup {
        div(.class("toolbar")) {
            p { words.part(part) }
            Button(
                inside.words.common.clearFilters, .open(inside.url("sources")), kind: .quiet,
                isMini: true)
        }
    }

    @MarkupBuilder private var add: Markup {
        if inside.may(.manageSources) {
            Button(
                words.add, .open(inside.url("sources", "new")), kind: .primary, icon: "plus")
        }
    }
}
