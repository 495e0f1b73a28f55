internal import Domain
internal import Markup
internal import Values

/// The part of the overview that stays fresh: all of it.
struct OverviewPanels: View {
    let inside: Inside
    /// As many as the bed shows.
    let agents: [ShownAgent]
    let hasMoreAgents: Bool
    let events: [AuditEvent]

    private var words: OverviewWords { inside.words.overview }

    var body: Markup {
        section(.class("panel"), .aria(.labelledBy, "verdict")) {
            div(.class("body roomy")) {
                verdict
                if inside.entry != nil, agents.isEmpty, inside.may(.enrolAgents) { firstStep }
                if !agents.isEmpty { AgentBed(inside: inside, agents: agents) }
            }
        }
        if inside.may(.viewAudit) { activity }
    }

    private var verdict: Markup {
        div(.class("verdict"), .status(.unknown)) {
            Glyph(status: .unknown, isBig: true)
            h1(.id("verdict")) { inside.entry == nil ? words.noTenant : words.nothingYet }
            p { explanation }
        }
    }

    private var explanation: String {
        guard inside.entry != nil else { return words.noTenantText }
        guard !agents.isEmpty else { return words.noAgentText }
        let count = inside.words.figures.count(agents.count) + (hasMoreAgents ? "+" : "")
        return words.agentsText(count)
    }

    private var firstStep: Markup {
        div(.class("buttons")) {
            Button(
                words.addAgent, .open(inside.url("agents", "new")), kind: .primary, icon: "plus")
        }
    }

    private var activity: Markup {
        Panel(
            words.activity, id: "activity",
            aside: a(.class("more"), .href(inside.url("audit"))) { words.allActivity }
        ) {
            if events.isEmpty {
                p(.class("muted")) { words.noActivity }
            } else {
                Timeline(steps: events.map { AuditStep(event: $0, inside: inside).step })
            }
        }.body
    }
}

/// Every agent as one cell: quiet when well, a shape when not.
struct AgentBed: View {
    let inside: Inside
    let agents: [ShownAgent]

    var body: Markup {
        div(.class("bed")) {
            ul(.aria(.label, inside.words.overview.agents)) {
                for shown in agents { li { cell(shown) } }
            }
        }
        legend
    }

    private func cell(_ shown: ShownAgent) -> Markup {
        let name = shown.agent.name
        let state = inside.words.agents.state(shown.state)
        return a(
            .href(inside.url("agents", shown.agent.id.description)), .title(name),
            .status(shown.state.status),
            .aria(.label, inside.words.overview.cell(name, state))
        ) { Glyph(status: shown.state.status) }
    }

    private var legend: Markup {
        let counts = Dictionary(grouping: agents) { inside.words.agents.state($0.state) }
        return ul(.class("legend")) {
            for (word, group) in counts.sorted(by: { $0.value.count > $1.value.count }) {
                let status = group.first?.state.status ?? .unknown
                li(.status(status)) {
                    Glyph(status: status)
                    b { inside.words.figures.count(group.count) }
                    " \(word)"
                }
            }
        }
    }
}
