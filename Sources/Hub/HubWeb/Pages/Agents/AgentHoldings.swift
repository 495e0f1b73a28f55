internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What is protected on a machine, and what was done there lately.
struct AgentHoldings: View {
    let inside: Inside
    let agent: Agent
    let sources: ShownSources
    let runs: [ShownRun]
    let snapshots: [ShownSnapshot]

    private var id: String { agent.id.description }

    var body: Markup {
        Panel(inside.words.sources.title, id: "sources", aside: backUp, isPadded: false) {
            if sources.isEmpty {
                EmptyState(
                    icon: "source", title: inside.words.sources.emptyTitle,
                    text: inside.words.sources.emptyText)
            } else {
                FirstSources(
                    inside: inside, shown: sources, agents: [agent.id: agent.name],
                    part: .agent(agent.id, agent.name))
            }
        }
        CoveragePanel(inside: inside, agent: agent, sources: sources.sources)
        if !runs.isEmpty {
            Panel(
                inside.words.snapshots.latestRuns, id: "runs",
                aside: a(.class("more"), .href(inside.url("runs", query: [("agent", id)]))) {
                    inside.words.runs.allOfIt
                }, isPadded: false
            ) {
                RunTable(inside: inside, runs: runs)
            }
        }
        if !snapshots.isEmpty {
            LatestSnapshots(inside: inside, of: ("agent", id), snapshots: snapshots)
        }
    }

    /// All of them at once, after a look at what that would do.
    @MarkupBuilder private var backUp: Markup {
        if !sources.isEmpty, inside.may(.startRuns) {
            a(.class("more"), .href(inside.url("agents", "backups", query: [("agent", id)]))) {
                inside.words.fleet.backUpNow
            }
        }
    }
}
