internal import Domain
internal import Markup
internal import Store

/// What can be done with the agents that are ticked.
struct AgentChoiceBar: View {
    let inside: Inside
    let filter: AgentsPage.Filter

    /// Of the form that the boxes of the rows belong to.
    static let id = "chosen"

    private var words: FleetWords { inside.words.fleet }

    var body: Markup {
        form(.get(inside.url("agents")), .id(Self.id), .class("bulk")) {
            for field in filter.query() {
                input(.type(.hidden), .name(field.name), .value(field.value))
            }
            span(.class("muted")) { words.chosenWith }
            label(.class("row")) {
                input(.type(.checkbox), .name(FleetChoice.allField), .value("1"))
                words.everyOne(!filter.isEmpty)
            }
            span(.class("buttons push")) {
                if inside.may(.startRuns) { button(.backups, words.backUpNow, "run") }
                if inside.may(.manageAgents) { button(.labels, words.editLabels, "tag") }
            }
        }
    }

    private func button(_ deed: FleetDeed, _ text: String, _ icon: String) -> Markup {
        Button(text, .send(to: inside.url("agents", deed.rawValue)), icon: icon, isMini: true)
            .body
    }
}

/// Whether an agent goes by what it is to go by.
struct AgentDrift: View {
    let words: FleetWords
    let state: ConfigurationState?

    var body: Markup {
        if let failure = state?.failure {
            return span(.title(failure.message)) {
                StatusWord(status: .fail, word: words.refusedByAgent, isPill: false)
            }
        }
        guard let state else { return span(.class("faint")) { words.noConfiguration } }
        return StatusWord(
            status: state.isApplied ? .ok : .queued,
            word: state.isApplied ? words.upToDate : words.drifts, isPill: false
        ).body
    }
}

/// An agent's program, and whether it is another than the hub's.
struct AgentVersion: View {
    let words: FleetWords
    let program: String
    let hub: String

    var body: Markup {
        bdi { program }
        if program.split(separator: " ").last.map(String.init) != hub {
            span(.class("sub")) { words.behind(hub) }
        }
    }
}
