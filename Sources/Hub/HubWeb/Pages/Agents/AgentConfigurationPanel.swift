internal import Domain
internal import Markup
internal import Store
internal import Values

/// What an agent is to go by, what it goes by, and what it says of that.
struct AgentConfigurationPanel: View {
    let inside: Inside
    let agent: Agent
    let state: ConfigurationState?
    /// What its policy is known to allow.
    let open: OpenFolders?

    private var words: FleetWords { inside.words.fleet }

    var body: Markup {
        Panel(words.configuration, id: "configuration") {
            p { AgentDrift(words: words, state: state) }
            if let failure = state?.failure {
                Notice(
                    status: .fail, title: words.refusedTitle, text: inside.words.told(failure))
            }
            if let state { Facts(facts(state)) }
            h3 { words.policy }
            if let open {
                Facts([
                    (words.policyVaults, code { open.vault }),
                    (words.policyRestores, code { open.restored }),
                ])
            }
            p(.class("small muted")) { words.policyText }
        }
    }

    private func facts(_ state: ConfigurationState) -> [(name: String, value: Markup)] {
        var facts = [(name: words.wanted, value: version(state.wanted, state.made))]
        if let applied = state.applied, let time = state.appliedAt {
            facts.append((words.applied, version(applied, time)))
        } else {
            facts.append((words.applied, Markup(words.neverApplied)))
        }
        return facts
    }

    private func version(_ serial: Int64, _ time: Timestamp) -> Markup {
        span {
            words.serial("\(serial)")
            ", "
            Moment(time)
        }
    }
}
