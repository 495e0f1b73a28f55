internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// Which backups would begin on the chosen agents.
struct FleetBackupsPage: View {
    let inside: Inside
    let choice: FleetChoice
    let plans: [FleetWork.BackupPlan]

    private var words: FleetWords { inside.words.fleet }
    private var count: Int { plans.filter { !$0.isIdle }.reduce(0) { $0 + $1.sources.count } }

    var body: Markup {
        FleetFrame(
            inside: inside, title: words.backUpTitle(count), lead: words.backUpLead,
            isEmpty: plans.isEmpty
        ) {
            section(.class("panel"), .aria(.label, words.preview)) {
                table
                footer {
                    if count > 0 {
                        FleetForm(
                            inside: inside, deed: .backups, fields: choice.fields,
                            button: words.backUp(count))
                    } else {
                        p { words.nothingToDo }
                    }
                    Button(
                        inside.words.common.cancel, .open(inside.url("agents")), kind: .quiet)
                }
            }
        }
    }

    private var table: Markup {
        Table(
            caption: words.preview, rows: plans, title: inside.words.agents.host,
            name: { plan in
                RowName(
                    name: plan.agent.name, url: inside.url("agents", plan.agent.id.description)
                ).body
            },
            columns: [
                .init(words.whatHappens, .lead) { plan in
                    StatusWord(
                        status: plan.isIdle ? .unknown : .queued,
                        word: plan.isIdle ? idle(plan) : words.sources(plan.sources.count)
                    ).body
                },
                .init(inside.words.sources.title, .whole) { plan in
                    bdi { plan.sources.prefix(8).map(\.name).joined(separator: " · ") }
                },
            ]
        ).body
    }

    private func idle(_ plan: FleetWork.BackupPlan) -> String {
        plan.agent.standing == .active
            ? words.noSource : inside.words.agents.standing(plan.agent.standing)
    }
}

/// How the labels of the chosen agents would change.
struct FleetLabelsPage: View {
    let inside: Inside
    let choice: FleetChoice
    let agents: [Agent]
    let form: FleetLabelForm
    let edit: FleetWork.LabelEdit
    let trouble: FormTrouble

    private var words: FleetWords { inside.words.fleet }
    private var isReady: Bool { trouble.isEmpty && !edit.isEmpty }

    var body: Markup {
        FleetFrame(
            inside: inside, title: words.labelTitle(agents.count), lead: words.labelLead,
            isEmpty: agents.isEmpty
        ) {
            Panel(words.changes, id: "changes") { fields }
            if isReady {
                section(.class("panel"), .aria(.label, words.preview)) {
                    table
                    footer {
                        FleetForm(
                            inside: inside, deed: .labels,
                            fields: choice.fields + form.fields, button: words.label(changed))
                        Button(
                            inside.words.common.cancel, .open(inside.url("agents")),
                            kind: .quiet)
                    }
                }
            }
        }
    }

    private var changed: Int { agents.count { edit.applied(to: $0.labels) != $0.labels } }

    private var fields: Markup {
        Markup.form(.get(inside.url("agents", FleetDeed.labels.rawValue))) {
            FormSummary(
                trouble: trouble, words: inside.words.field,
                names: [
                    FleetLabelForm.addedField: words.added,
                    FleetLabelForm.removedField: words.removed,
                ])
            for field in choice.fields {
                input(.type(.hidden), .name(field.name), .value(field.value))
            }
            TextArea(
                name: FleetLabelForm.addedField, title: words.added,
                hint: inside.words.agents.labelsHint, value: form.added,
                error: trouble[FleetLabelForm.addedField],
                optional: inside.words.common.optional, rows: 2)
            TextArea(
                name: FleetLabelForm.removedField, title: words.removed,
                hint: words.removedHint, value: form.removed,
                error: trouble[FleetLabelForm.removedField],
                optional: inside.words.common.optional, rows: 2)
            FormFoot(
                submit: Button(
                    words.showPreview, .submit, kind: isReady ? .plain : .primary),
                cancel: (inside.words.common.cancel, inside.url("agents")))
        }
    }

    private var table: Markup {
        Table(
            caption: words.preview, rows: agents, title: inside.words.agents.host,
            name: { agent in
                RowName(name: agent.name, url: inside.url("agents", agent.id.description)).body
            },
            columns: [
                .init(words.whatHappens, .lead) { agent in
                    let after = edit.applied(to: agent.labels)
                    return StatusWord(
                        status: after == nil ? .fail : after == agent.labels ? .ok : .queued,
                        word: after == nil
                            ? inside.words.agents.tooManyLabels
                            : after == agent.labels ? words.staysSo : words.changesNow
                    ).body
                },
                .init(words.before, .spareWhole) { Labels(labels: $0.labels).body },
                .init(words.after, .whole) { agent in
                    Labels(labels: edit.applied(to: agent.labels) ?? agent.labels).body
                },
            ]
        ).body
    }
}

/// What became of work on several agents, where a rule said no to some of it.
struct FleetOutcomePage: View {
    let inside: Inside
    let outcome: FleetWork.Outcome
    let next: URLReference

    private var words: FleetWords { inside.words.fleet }

    var body: Markup {
        let sorted = outcome.refused.sorted { $0.key.rawValue < $1.key.rawValue }
        return FleetFrame(
            inside: inside, title: words.outcome(outcome.done, outcome.refusedCount),
            lead: words.outcomeLead, isEmpty: false
        ) {
            Panel(words.refused, id: "refused") {
                ul {
                    for (refusal, count) in sorted {
                        li {
                            "\(inside.words.figures.count(count)) × "
                            inside.words.refusals.sentence(for: refusal)
                        }
                    }
                }
                div(.class("buttons")) {
                    Button(words.goOn, .open(next), kind: .primary)
                }
            }
        }.body
    }
}

/// What the pages about several agents have in common.
private struct FleetFrame: View {
    let inside: Inside
    let title: String
    let lead: String
    let isEmpty: Bool
    let content: Markup

    init(
        inside: Inside, title: String, lead: String, isEmpty: Bool,
        @MarkupBuilder content: () -> Markup
    ) {
        self.inside = inside
        self.title = title
        self.lead = lead
        self.isEmpty = isEmpty
        self.content = content()
    }

    var body: Markup {
        let words = inside.words
        return ShellPage(inside, title: title, at: .agents) {
            PageHead(
                title: title, crumbs: [(words.agents.title, inside.url("agents"))],
                crumbsLabel: words.common.breadcrumb, lead: lead)
            if isEmpty {
                section(.class("panel"), .aria(.label, title)) {
                    EmptyState(
                        icon: "agent", title: words.fleet.noneChosen,
                        text: words.fleet.noneChosenText,
                        action: Button(words.agents.title, .open(inside.url("agents"))).body)
                }
            } else {
                div(.class("stack")) { content }
            }
        }.body
    }
}

/// The button that does it.
private struct FleetForm: View {
    let inside: Inside
    let deed: FleetDeed
    let fields: [(name: String, value: String)]
    let button: String

    var body: Markup {
        form(.post(to: inside.url("agents", deed.rawValue), inside.frame.csrf)) {
            for field in fields {
                input(.type(.hidden), .name(field.name), .value(field.value))
            }
            Button(button, .submit, kind: .primary)
        }
    }
}
