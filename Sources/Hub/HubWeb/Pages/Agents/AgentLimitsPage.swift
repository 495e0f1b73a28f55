internal import AgentProtocol
internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What an agent may take of its machine, as a part of its page.
struct AgentLimitsPanel: View {
    let inside: Inside
    let agent: Agent

    private var words: AgentWords { inside.words.agents }

    var body: Markup {
        Panel(words.limits, id: "limits", note: words.limitsNote) {
            Facts([
                (words.atOnce, atOnce), (words.upload, rate(agent.limits.upload)),
                (words.download, rate(agent.limits.download)), (words.niceness, niceness),
            ])
            if inside.may(.manageAgents) {
                div {
                    Button(
                        words.limitsOpen,
                        .open(inside.url("agents", agent.id.description, "limits")))
                }
            }
        }
    }

    private var atOnce: String {
        agent.runsAtOnce.map { "\($0)" } ?? words.usual(AgentConfiguration.capacityDefault)
    }
    private var niceness: String {
        agent.limits.niceness.map { "\($0)" } ?? words.notLimited
    }
    private func rate(_ rate: ByteCount?) -> String {
        rate.map { words.perSecond(inside.words.figures.size($0)) } ?? words.notLimited
    }
}

/// The form that sets it.
struct AgentLimitsPage: View {
    let inside: Inside
    let agent: Agent
    let form: AgentLimitsForm
    var trouble = FormTrouble()

    private var words: AgentWords { inside.words.agents }

    var body: Markup {
        let back = inside.url("agents", agent.id.description)
        RecordForm(
            inside, at: .agents, title: words.limitsTitle(agent.name), of: (agent.name, back),
            target: inside.url("agents", agent.id.description, "limits"), back: back,
            trouble: trouble,
            names: [
                "at_once": words.atOnce, "upload": words.upload, "download": words.download,
                "niceness": words.niceness,
            ]
        ) {
            Panel(words.limits, id: "limits") {
                p(.class("small muted")) { words.limitsText }
                field("at_once", words.atOnce, words.atOnceHint, .numeric)
                field("upload", words.upload, words.rateHint)
                field("download", words.download, words.rateHint)
                field("niceness", words.niceness, words.nicenessHint, .numeric)
            }
        }
    }

    private func field(
        _ name: String, _ title: String, _ hint: String, _ mode: InputMode? = nil
    ) -> Markup {
        TextField(
            name: name, label: title, hint: hint, value: form.values[name], error: trouble[name],
            optional: inside.words.common.optional, mode: mode
        ).body
    }
}

/// What was typed of an agent's limits; a field that is empty limits nothing.
struct AgentLimitsForm: Sendable {
    let values: FormValues

    init(_ values: FormValues) {
        self.values = values
    }

    init(_ agent: Agent) {
        var values = FormValues()
        values["at_once"] = agent.runsAtOnce.map { "\($0)" } ?? ""
        values["upload"] = agent.limits.upload?.exactText ?? ""
        values["download"] = agent.limits.download?.exactText ?? ""
        values["niceness"] = agent.limits.niceness.map { "\($0)" } ?? ""
        self.values = values
    }

    func read(_ words: Words) -> (edit: AgentLimitsEdit, trouble: FormTrouble) {
        var trouble = FormTrouble()
        func typed(_ field: String) -> String? {
            let text = String(values[field].trimmingBlanks)
            return text.isEmpty ? nil : text
        }
        func number(_ field: String, _ rule: NumberRule) -> Int? {
            guard let text = typed(field) else { return nil }
            guard let number = Int(text) else {
                trouble.add(words.agents.notANumber, to: field)
                return nil
            }
            trouble.add(rule.violations(of: number), to: field, words.field)
            return number
        }
        func rate(_ field: String) -> ByteCount? {
            guard let text = typed(field) else { return nil }
            guard let rate = ByteCount(text: text),
                Fields.upload.violations(of: Int(rate.bytes)).isEmpty
            else {
                trouble.add(words.agents.noRate, to: field)
                return nil
            }
            return rate
        }
        let edit = AgentLimitsEdit(
            runsAtOnce: .set(number("at_once", Fields.concurrentRuns)),
            upload: .set(rate("upload")), download: .set(rate("download")),
            niceness: .set(number("niceness", Fields.niceness)))
        return (edit, trouble)
    }
}
