internal import Domain
internal import Markup
internal import Store
internal import Values

/// Every agent as one cell: quiet when well, a shape when not. Where there are too many for that,
/// only how many there are of each standing.
struct AgentBed: View {
    let inside: Inside
    let facts: OverviewFacts

    /// What a cell says: of the agent's sources and of its link, whichever is worse.
    private struct Cell {
        let agent: Agent
        let status: Status
        let word: String
    }

    @MarkupBuilder var body: Markup {
        if facts.hasMoreAgents {
            div(.class("row")) {
                Button(
                    inside.words.overview.manyAgents(
                        inside.words.figures.count(Int(facts.figures.tally.agents))),
                    .open(inside.url("agents")), icon: "agent")
            }
        } else {
            let cells = cells
            let groups = BedGroups.of(cells.map(\.agent.labels))
            div(.class("bed")) {
                if groups.count == 1 {
                    ul(.aria(.label, inside.words.overview.agents)) {
                        for cell in cells { li { drawing(of: cell) } }
                    }
                } else {
                    for (number, group) in groups.enumerated() {
                        self.group(group, number, group.members.map { cells[$0] })
                    }
                }
            }
            legend(cells)
        }
    }

    private var cells: [Cell] {
        let worst = facts.worst
        return facts.agents.map { cell($0, worst[$0.agent.id]) }
    }

    private func cell(_ shown: ShownAgent, _ worst: SourceStanding?) -> Cell {
        let words = inside.words
        switch worst {
        case .failed:
            return Cell(agent: shown.agent, status: .fail, word: words.overview.cellFailed)
        case .stale:
            return Cell(agent: shown.agent, status: .stale, word: words.overview.cellStale)
        case .warned where shown.state == .connected:
            return Cell(agent: shown.agent, status: .warn, word: words.overview.cellWarned)
        default:
            return Cell(
                agent: shown.agent, status: shown.state.status,
                word: words.agents.state(shown.state))
        }
    }

    private func group(_ group: BedGroups.Group, _ number: Int, _ cells: [Cell]) -> Markup {
        let id = "bed-\(number)"
        return div {
            h2(.id(id)) {
                bdi { group.name ?? inside.words.overview.otherAgents }
                " "
                span(.class("num")) { inside.words.figures.count(cells.count) }
            }
            ul(.aria(.labelledBy, id)) {
                for cell in cells { li { drawing(of: cell) } }
            }
        }
    }

    private func drawing(of cell: Cell) -> Markup {
        a(
            .href(inside.url("agents", cell.agent.id.description)), .title(cell.agent.name),
            .status(cell.status),
            .aria(.label, inside.words.overview.cell(cell.agent.name, cell.word))
        ) { Glyph(status: cell.status) }
    }

    private func legend(_ cells: [Cell]) -> Markup {
        let counts = Dictionary(grouping: cells, by: \.word)
        let sorted = counts.sorted {
            $0.value.count == $1.value.count ? $0.key < $1.key : $0.value.count > $1.value.count
        }
        return ul(.class("legend")) {
            for (word, group) in sorted {
                let status = group.first?.status ?? .unknown
                li(.status(status)) {
                    Glyph(status: status)
                    b { inside.words.figures.count(group.count) }
                    " \(word)"
                }
            }
        }
    }
}
