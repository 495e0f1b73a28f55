internal import Domain
internal import Markup
internal import Values

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
        let sorted = counts.sorted {
            $0.value.count == $1.value.count ? $0.key < $1.key : $0.value.count > $1.value.count
        }
        return ul(.class("legend")) {
            for (word, group) in sorted {
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
