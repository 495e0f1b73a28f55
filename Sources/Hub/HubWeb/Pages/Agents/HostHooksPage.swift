internal import Domain
internal import Markup
internal import Values

/// The commands around the backups of a machine.
struct HostHooksPage: View {
    let inside: Inside
    let agent: Agent
    let before: String
    let after: String
    var trouble = FormTrouble()

    private var words: AgentWords { inside.words.agents }
    private var sources: SourceWords { inside.words.sources }

    var body: Markup {
        let back = inside.url("agents", agent.id.description)
        RecordForm(
            inside, at: .agents, title: words.hooksTitle(agent.name), of: (agent.name, back),
            target: inside.url("agents", agent.id.description, "hooks"), back: back,
            trouble: trouble, names: ["before": sources.before, "after": sources.after]
        ) {
            Panel(sources.hooks, id: "hooks") {
                p(.class("small muted")) { words.hooksText }
                Notice(status: .warn, text: sources.hooksWarning)
                field("before", sources.before, sources.beforeHint, before)
                field("after", sources.after, sources.afterHint, after)
            }
        }
    }

    private func field(
        _ name: String, _ title: String, _ hint: String, _ value: String
    ) -> Markup {
        TextArea(
            name: name, title: title, hint: hint, value: value, error: trouble[name],
            optional: inside.words.common.optional, rows: 3
        ).body
    }
}
