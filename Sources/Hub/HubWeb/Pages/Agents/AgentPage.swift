internal import AgentProtocol
internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// One agent.
struct AgentPage: View {
    let inside: Inside
    let agent: Agent
    let region: LiveRegion
    let configuration: ConfigurationState?
    /// What its policy is known to allow.
    var open: OpenFolders?
    var form: AgentForm
    var trouble = FormTrouble()
    /// What it knows still, once it is revoked.
    var told = Markup()
    /// What is protected there, and what was done.
    var holdings = Markup()

    private var words: AgentWords { inside.words.agents }
    private var mayManage: Bool { inside.may(.manageAgents) }

    var body: Markup {
        ShellPage(inside, title: agent.name, at: .agents) {
            region
            div(.class("cols")) {
                div(.class("stack")) {
                    told
                    holdings
                    if mayManage {
                        edit
                        AgentLimitsPanel(inside: inside, agent: agent)
                        if inside.may(.manageHooks) { hooks }
                        AgentWork(inside: inside, agent: agent)
                        danger
                    } else {
                        labels
                        AgentLimitsPanel(inside: inside, agent: agent)
                    }
                }
                div(.class("stack")) {
                    AgentConfigurationPanel(
                        inside: inside, agent: agent, state: configuration, open: open)
                    machine
                    identity
                }
            }
        }
    }

    private var edit: Markup {
        Panel(words.edit, id: "edit") {
            Markup.form(
                .post(to: inside.url("agents", agent.id.description), inside.frame.csrf)
            ) {
                FormSummary(
                    trouble: trouble, words: inside.words.field,
                    names: ["name": words.name, "labels": words.labels])
                TextField(
                    name: "name", label: words.name, hint: words.nameHint, value: form.name,
                    lengthMax: Fields.agentName.length.upperBound, error: trouble["name"])
                TextArea(
                    name: "labels", title: words.labels, hint: words.labelsHint,
                    value: form.labels, error: trouble["labels"],
                    optional: inside.words.common.optional, rows: 3)
                SwitchField(name: "worker", title: words.worker, isOn: form.isWorker)
                p(.class("hint")) { words.workerHint }
                FormFoot(
                    submit: Button(inside.words.common.save, .submit, kind: .primary))
            }
        }.body
    }

    private var hooks: Markup {
        Panel(inside.words.sources.hooks, id: "hooks") {
            p(.class("small muted")) { words.hooksText }
            div {
                Button(
                    words.hooksOpen,
                    .open(inside.url("agents", agent.id.description, "hooks")))
            }
        }.body
    }

    private var labels: Markup {
        Panel(words.labels, id: "labels") { Labels(labels: agent.labels) }.body
    }

    private var danger: Markup {
        Panel(inside.words.common.dangerZone, id: "danger", isDanger: true) {
            if agent.standing != .revoked {
                p(.class("small muted")) { words.revokeText }
                div {
                    Button(
                        words.revokeOpen,
                        .open(inside.url("agents", agent.id.description, "revocation")),
                        kind: .danger, icon: "stop")
                }
            }
            p(.class("small muted")) { words.deleteText }
            div {
                Button(
                    words.deleteOpen,
                    .open(inside.url("agents", agent.id.description, "deletion")),
                    kind: .danger, icon: "trash")
            }
        }.body
    }

    private var machine: Markup {
        let machine = agent.machine
        var facts: [(name: String, value: Markup)] = [
            (words.hostName, bdi { machine.hostName }), (words.system, Markup(machine.system)),
            (words.architecture, Markup(machine.architecture)),
            (words.program, Markup(machine.program)),
        ]
        if let capacity = machine.capacity {
            let figures = inside.words.figures
            facts.append((words.processors, Markup(figures.count(capacity.processors))))
            facts.append((words.memory, Markup(figures.size(capacity.memory))))
        }
        facts.append((words.joined, Moment(agent.created).body))
        return Panel(words.machine, id: "machine") { Facts(facts) }.body
    }

    private var identity: Markup {
        Panel(words.identity, id: "identity", note: words.identityNote) {
            Fingerprint(words: inside.words.common, text: agent.key.fingerprint)
        }.body
    }
}

/// The part of an agent's page that stays fresh: how it is.
struct AgentHead: View {
    let inside: Inside
    let shown: ShownAgent

    private var words: AgentWords { inside.words.agents }

    var body: Markup {
        PageHead(
            title: shown.agent.name, crumbs: [(words.title, inside.url("agents"))],
            crumbsLabel: inside.words.common.breadcrumb,
            state: StatusWord(status: shown.state.status, word: words.state(shown.state)).body,
            actions: actions, facts: facts)
        if shown.state == .away {
            Notice(
                status: .stale, title: words.awayTitle(shown.agent.name), text: words.awayText)
        }
    }

    @MarkupBuilder private var actions: Markup {
        if inside.may(.manageSources), shown.agent.standing != .revoked {
            Button(
                inside.words.protect.open,
                .open(
                    inside.url("protect", query: [("agent", shown.agent.id.description)])),
                kind: .primary, icon: "plus")
        }
    }

    @MarkupBuilder private var facts: Markup {
        span {
            Icon("agent")
            bdi { shown.agent.hostName }
        }
        span {
            words.lastHeard
            " "
            LastHeard(shown: shown, words: words)
        }
        if shown.agent.isWorker {
            span {
                Icon("link")
                words.isWorker
            }
        }
        if !shown.agent.labels.isEmpty { Labels(labels: shown.agent.labels) }
    }
}

/// What the hub lets an agent do, and what can be chosen instead.
struct AgentWork: View {
    let inside: Inside
    let agent: Agent

    private var words: AgentWords { inside.words.agents }

    var body: Markup {
        if agent.standing != .revoked {
            Panel(words.work, id: "work", note: words.workNote) {
                p(.class("small muted")) { explanation }
                Markup.form(
                    .post(
                        to: inside.url("agents", agent.id.description, "standing"),
                        inside.frame.csrf)
                ) {
                    div(.class("buttons")) { choices }
                }
            }
        }
    }

    private var explanation: String {
        switch agent.standing {
        case .active, .revoked: "\(words.pauseText) \(words.drainText)"
        case .paused: words.clonePaused
        case .draining: words.drainText
        }
    }

    @MarkupBuilder private var choices: Markup {
        if agent.standing != .active { choice(.active, words.resume, "run") }
        if agent.standing != .paused { choice(.paused, words.pause, "pause") }
        if agent.standing == .active { choice(.draining, words.drain, "leave") }
    }

    private func choice(_ standing: AgentStanding, _ text: String, _ icon: String) -> Markup {
        Button(
            text, .choose(name: "standing", value: standing.rawValue),
            kind: standing == .active ? .primary : .plain, icon: icon
        ).body
    }
}
