internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// Gives files of a snapshot back: what, where, how, then the plan, then go.
struct RestorePage: View {
    let inside: Inside
    let shown: ShownSnapshot
    let form: RestoreForm
    var trouble = FormTrouble()
    /// Those that could do it, the machine that the snapshot is of first.
    let agents: [Agent]
    /// The machine that the snapshot is of.
    let home: ID<Agent>?
    /// Whether any worker reads it.
    let isOfPool: Bool

    private var words: RestoreWords { inside.words.restore }
    private var id: String { shown.snapshot.id.description }
    private var title: String {
        words.title(shown.source.isEmpty ? inside.words.snapshots.of(shown) : shown.source)
    }
    private var back: URLReference { inside.url("snapshots", id) }

    var body: Markup {
        ShellPage(inside, title: title, at: .snapshots) {
            PageHead(
                title: title,
                crumbs: [
                    (inside.words.snapshots.title, inside.url("snapshots")),
                    (inside.words.snapshots.of(shown), back),
                ], crumbsLabel: inside.words.common.breadcrumb, lead: words.lead)
            if agents.isEmpty, !isOfPool {
                Notice(status: .warn, text: words.noAgent)
            } else {
                div(.class("stack")) {
                    RestoreSteps(words: words, current: .wish)
                    asking
                }
            }
        }
    }

    private var asking: Markup {
        Markup.form(.post(to: inside.url("snapshots", id, "restore"), inside.frame.csrf)) {
            button(.type(.submit), .hidden, .tabindex(-1)) { words.plan }
            FormSummary(
                trouble: trouble, words: inside.words.field,
                names: [
                    "paths": words.paths, "into": words.into, "agent": words.machine,
                    "confirmation": words.confirmation,
                ])
            what
            place
            how
            FormFoot(
                submit: Button(words.plan, .submit, kind: .primary, icon: "eye"),
                cancel: (inside.words.common.cancel, back))
        }
    }

    private var what: Markup {
        Panel(words.whatHeading, id: "what") {
            TextArea(
                name: "paths", title: words.paths, hint: words.pathsHint,
                value: form.values["paths"], error: trouble["paths"],
                optional: inside.words.common.optional, rows: 4)
        }.body
    }

    private var machines: [Choice] {
        let any = isOfPool ? [Choice(value: "", name: inside.words.sources.anyWorker)] : []
        return any
            + agents.map { agent in
                Choice(
                    value: agent.id.description,
                    name: agent.id == home ? words.home(agent.name) : agent.name)
            }
    }

    private var place: Markup {
        Panel(words.whereHeading, id: "place") {
            if machines.count > 1 {
                SelectField(
                    name: "agent", title: words.machine, choices: machines,
                    chosen: form.values["agent"], hint: words.machineHint,
                    error: trouble["agent"])
            } else {
                input(.type(.hidden), .name("agent"), .value(form.values["agent"]))
                p(.class("small muted")) { bdi { words.on(machines.first?.name ?? "") } }
            }
            ChoiceField(
                name: "where", title: words.place,
                choices: RestoreForm.Place.allCases.map {
                    Choice(value: $0.rawValue, name: words.place($0), detail: words.detail($0))
                }, chosen: [form.place.rawValue])
            for spec in RestoreForm.fields(words) {
                SpecField(
                    spec: spec, values: form.values, trouble: trouble, words: inside.words.common)
            }
        }.body
    }

    private var how: Markup {
        Panel(words.howHeading, id: "how") {
            ChoiceField(
                name: "conflicts", title: words.conflicts,
                choices: RestoreForm.conflicts.map {
                    Choice(value: $0.rawValue, name: words.conflict($0), detail: words.detail($0))
                }, chosen: [form.conflicts.rawValue])
        }.body
    }
}

/// What somebody wants back, and where.
struct RestoreForm: Sendable {
    enum Place: String, Sendable, CaseIterable {
        case folder, origin
    }

    var values: FormValues

    init(_ values: FormValues) {
        self.values = values
    }

    /// - Parameter paths: of the snapshot, as they were chosen; none for everything.
    init(paths: [String], into folder: String, on agent: ID<Agent>?) {
        values = FormValues([
            "paths": paths.joined(separator: "\n"), "into": folder,
            "agent": agent?.description ?? "", "where": Place.folder.rawValue,
            "conflicts": RestoreTerms.Conflicts.fail.rawValue,
        ])
    }

    /// The wish of a plan, to be done now.
    init(_ run: Run) {
        let subject = run.subject
        var place = Place.folder
        var folder = ""
        switch subject.destination {
        case .folder(let path)?: folder = path
        default: place = .origin
        }
        self.init(paths: subject.paths, into: folder, on: subject.agent)
        values["where"] = place.rawValue
        values["conflicts"] = (subject.terms?.conflicts ?? .fail).rawValue
    }

    /// What costs nothing first.
    static let conflicts: [RestoreTerms.Conflicts] = [.fail, .skip, .rename, .overwrite]

    var place: Place { Place(rawValue: values["where"]) ?? .folder }
    var conflicts: RestoreTerms.Conflicts { .init(rawValue: values["conflicts"]) ?? .fail }

    var paths: [String] {
        values.lines("paths").compactMap { line in
            // What is no path is the agent's to refuse: nothing is left out silently.
            guard let bytes = SnapshotPath.bytes(of: line) else { return String(line) }
            return bytes.isEmpty ? nil : SnapshotPath.text(of: bytes)
        }
    }

    /// Nil where it is no whole path.
    var folder: String? {
        let folder = String(values["into"].trimmingBlanks)
        return folder.hasPrefix("/") && Fields.path.violations(of: folder).isEmpty ? folder : nil
    }

    func wish(
        of snapshot: ID<KnownSnapshot>, _ trouble: inout FormTrouble, _ words: FieldWords
    ) -> RestoreWish {
        var destination = RunDestination.inPlace
        if place == .folder {
            if let folder {
                destination = .folder(path: folder)
            } else {
                trouble.add(words.wholePath, to: "into")
            }
        }
        return RestoreWish(
            snapshot: snapshot, paths: paths, destination: destination,
            agent: ID(values["agent"]),
            terms: RestoreTerms(
                conflicts: conflicts, confirmation: values.text("confirmation")))
    }

    static func fields(_ words: RestoreWords) -> [FieldSpec] {
        [
            FieldSpec(
                "into", words.into, .code, hint: words.intoHint, isOptional: true,
                picking: .oneFolder)
        ]
    }
}
