internal import Domain
internal import Markup
internal import Store
internal import Values

/// The sources of a tenant.
struct SourcesPage: View {
    let inside: Inside
    let sources: ShownSources
    let agents: [ID<Agent>: String]
    let next: Cursor?
    let isFirstPage: Bool

    private var words: SourceWords { inside.words.sources }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .sources) {
            PageHead(title: words.title, actions: add, lead: words.lead)
            section(.class("panel"), .aria(.label, words.all)) {
                if sources.isEmpty {
                    EmptyState(
                        icon: "source", title: words.emptyTitle, text: words.emptyText, action: add)
                } else {
                    SourceTable(inside: inside, shown: sources, agents: agents)
                    footer {
                        Pager(
                            words: inside.words.common, summary: words.shown(sources.sources.count),
                            first: isFirstPage ? nil : inside.url("sources"),
                            next: next.map {
                                inside.url("sources", query: [("after", $0.description)])
                            })
                    }
                }
            }
        }
    }

    @MarkupBuilder private var add: Markup {
        if inside.may(.manageSources) {
            Button(
                words.add, .open(inside.url("sources", "new")), kind: .primary, icon: "plus")
        }
    }
}
