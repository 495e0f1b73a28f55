internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// Leads to a machine's first backup: what, where, when, how long, each filled in already.
struct ProtectPage: View {
    /// What the answers come to.
    struct Reading: Sendable {
        var schedule: ScheduleReading?
        var outlook: RetentionOutlook?
        var conflicts: [CadenceConflict] = []
    }

    let inside: Inside
    let form: ProtectForm
    var trouble = FormTrouble()
    let agents: [Agent]
    /// Those that the chosen machine reaches.
    let vaults: [KnownVault]
    /// Whether a vault may be on the hub's own disk.
    let offersHosting: Bool
    var reading = Reading()
    var isAway = false

    private var words: ProtectWords { inside.words.protect }
    private var figures: FigureWords { inside.words.figures }
    private var agent: Agent? { agents.first { $0.id == form.agent } }

    private var title: String { agent.map { words.titled($0.name) } ?? words.title }

    var body: Markup {
        ShellPage(inside, title: title, at: .overview) {
            PageHead(title: title, lead: agents.isEmpty ? nil : words.lead)
            if agents.isEmpty { nobody } else { asking }
        }
    }

    private var nobody: Markup {
        section(.class("panel"), .aria(.label, words.title)) {
            EmptyState(
                icon: "agent", title: words.noAgent, text: words.noAgentText,
                action: Button(
                    inside.words.agents.add, .open(inside.url("agents", "new")), kind: .primary,
                    icon: "plus"
                ).body)
        }
    }

    private var asking: Markup {
        Markup.form(.post(to: inside.url("protect"), inside.frame.csrf)) {
            button(.type(.submit), .hidden, .tabindex(-1)) { words.begin }
            FormSummary(trouble: trouble, words: inside.words.field, names: names)
            if isAway { Notice(status: .queued, text: words.away) }
            what
            place
            when
            keep
            FormFoot(
                submit: Button(words.begin, .submit, kind: .primary, icon: "run"),
                others: Button(words.show, .turn(name: "show", value: "yes")).body,
                cancel: (inside.words.common.cancel, inside.home))
        }
    }

    private var names: [String: String] {
        [
            "agent": words.machine, "paths": inside.words.sources.paths, "name": words.name,
            "vault": words.vault, "place": words.folder, "zone": inside.words.schedules.zone,
        ]
    }

    private var what: Markup {
        Panel(words.whatHeading, id: "what") {
            if agents.count > 1 {
                SelectField(
                    name: "agent", title: words.machine,
                    choices: agents.map { Choice(value: $0.id.description, name: $0.name) },
                    chosen: form.values["agent"], error: trouble["agent"])
            } else {
                input(.type(.hidden), .name("agent"), .value(form.values["agent"]))
            }
            for spec in ProtectForm.fields(inside.words) {
                SpecField(
                    spec: spec, values: form.values, trouble: trouble,
                    words: inside.words.common)
            }
            TextField(
                name: "name", label: words.name, value: form.values["name"],
                lengthMax: Fields.sourceName.length.upperBound, error: trouble["name"])
        }.body
    }

    private var place: Markup {
        Panel(
            words.whereHeading, id: "where",
            aside: inside.may(.manageVaults)
                ? a(.class("more"), .href(inside.url("vaults", "new"))) { words.elsewhere }
                : Markup()
        ) {
            ChoiceField(
                name: "vault", title: words.vault,
                choices: vaults.map { vault in
                    Choice(
                        value: vault.id.description, name: vault.name,
                        detail: inside.words.vaults.summary(vault))
                } + newVaults, chosen: form.values[all: "vault"], error: trouble["vault"])
            TextField(
                name: "place", label: words.folder, hint: words.folderHint,
                value: form.values["place"], error: trouble["place"],
                optional: vaults.isEmpty && !offersHosting
                    ? nil : inside.words.common.optional, isCode: true)
        }.body
    }

    private var newVaults: [Choice] {
        let folder = Choice(
            value: ProtectForm.newVault, name: words.newFolder, detail: words.newFolderDetail)
        guard offersHosting else { return [folder] }
        let hub = Choice(
            value: ProtectForm.hubVault, name: inside.words.vaults.kind(.hub),
            detail: words.hubDetail)
        return [hub, folder]
    }

    private var when: Markup {
        Panel(words.whenHeading, id: "when") {
            ChipField(
                name: "preset", title: inside.words.schedules.often,
                choices: SchedulePreset.allCases.filter { $0 != .own }.map {
                    Choice(value: $0.rawValue, name: inside.words.schedules.preset($0))
                }, chosen: form.schedule.rawValue)
            TextField(
                name: "zone", label: inside.words.schedules.zone,
                hint: inside.words.schedules.zoneHint, value: form.values["zone"],
                error: trouble["zone"], isCode: true)
            if let schedule = reading.schedule { schedule }
        }.body
    }

    private var keep: Markup {
        Panel(words.keepHeading, id: "long") {
            ChipField(
                name: "keep", title: words.keep,
                choices: KeepPreset.allCases.map {
                    Choice(value: $0.rawValue, name: inside.words.keeping.preset($0))
                }, chosen: form.keep.rawValue)
            if let outlook = reading.outlook {
                OutlookReading(words: inside.words, outlook: outlook)
            }
            ConflictNotice(words: inside.words, conflicts: reading.conflicts)
        }.body
    }
}

/// What will be there after a year, in a sentence and drawn.
struct OutlookReading: View {
    let words: Words
    let outlook: RetentionOutlook

    /// More than these are said and not drawn.
    private static let drawnMax = 120

    var body: Markup {
        div(.class("reading"), .aria(.live, "polite")) {
            if let reach = outlook.reach {
                p {
                    words.keeping.outlook(
                        words.figures.count(outlook.kept.count),
                        words.figures.count(outlook.made), words.figures.span(reach))
                }
                if outlook.kept.count <= Self.drawnMax {
                    RetentionStrip(
                        words: words,
                        marks: outlook.kept.map { RetentionStrip.Mark(decision: $0) })
                }
            }
        }
    }
}

/// Says where retention asks for more than the schedules can make.
struct ConflictNotice: View {
    let words: Words
    let conflicts: [CadenceConflict]

    var body: Markup {
        if !conflicts.isEmpty {
            Notice(
                status: .warn, title: words.sources.conflictTitle,
                text: Set(conflicts.map { words.keeping.conflict($0, words.figures) }).sorted()
                    .joined(separator: " "))
        }
    }
}
