internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// One source.
struct SourcePage: View {
    let inside: Inside
    let view: SourceView
    let summary: SourceSummary?
    let agents: [ID<Agent>: String]
    let vaults: [KnownVault]
    let schedules: [ScheduleView]
    var test: ReachTest?
    /// What has been done about it lately, and what is in the vaults.
    var activity = Markup()

    private var words: SourceWords { inside.words.sources }
    private var source: Source { view.source }
    private var id: String { source.id.description }

    var body: Markup {
        ShellPage(inside, title: source.name, at: .sources) {
            PageHead(
                title: source.name, crumbs: [(words.title, inside.url("sources"))],
                crumbsLabel: inside.words.common.breadcrumb,
                state: SourceState(source, summary?.standing, words).body,
                actions: actions, facts: facts)
            div(.class("stack")) {
                ReachNotice(
                    test, found: words.reached, not: words.notReached, inside.words)
                if source.isEnabled, !schedules.contains(where: \.schedule.isEnabled) {
                    Notice(
                        status: .warn, title: words.unscheduledTitle,
                        text: words.unscheduledText, action: sayWhen)
                }
                ConflictNotice(words: inside.words, conflicts: view.conflicts.map(\.kind))
                div(.class("cols")) {
                    div(.class("stack")) {
                        when
                        activity
                        if inside.may(.manageSources) { danger }
                    }
                    div(.class("stack")) {
                        reads
                        keeps
                    }
                }
            }
        }
    }

    @MarkupBuilder private var actions: Markup {
        if inside.may(.startRuns) {
            form(.post(to: inside.url("sources", id, "runs"), inside.frame.csrf)) {
                Button(inside.words.runs.runNow, .submit, kind: .primary, icon: "run")
            }
        }
        if inside.may(.testConnections) {
            form(.post(to: inside.url("sources", id, "test"), inside.frame.csrf)) {
                Button(words.test, .submit, icon: "link")
            }
        }
        if inside.may(.manageSources) {
            Button(words.edit, .open(inside.url("sources", id, "edit")), icon: "edit")
        }
    }

    @MarkupBuilder private var facts: Markup {
        span {
            Icon(source.configuration.kind.icon)
            words.kind(source.configuration.kind)
        }
        span {
            Icon("agent")
            bdi { SourceOwner(inside: inside, agents: agents).text(source.place) }
        }
    }

    @MarkupBuilder private var sayWhen: Markup {
        if inside.may(.manageSchedules) {
            Button(words.sayWhen, .open(newSchedule), icon: "schedule", isMini: true)
        }
    }

    private var newSchedule: URLReference {
        inside.url("schedules", "new", query: [("source", id)])
    }

    private var when: Markup {
        Panel(
            words.firedBy, id: "when",
            aside: inside.may(.manageSchedules)
                ? a(
                    .class("more"),
                    .href(newSchedule)
                ) { words.addSchedule } : Markup(), isPadded: schedules.isEmpty
        ) {
            if schedules.isEmpty {
                p(.class("muted")) { words.noSchedule }
            } else {
                ScheduleTable(inside: inside, schedules: schedules)
            }
        }.body
    }

    private var reads: Markup {
        Panel(words.protects, id: "reads") {
            ul(.class("stack tight")) {
                for line in lines { li { code { line } } }
            }
            leavesOut
        }.body
    }

    @MarkupBuilder private var leavesOut: Markup {
        if let files, !files.excludes.isEmpty {
            h3 { words.excludes }
            ul(.class("stack tight")) {
                for pattern in files.excludes { li { code { pattern } } }
            }
        }
        if let files, files.excludesCaches { p(.class("small muted")) { words.excludesCaches } }
        if let files, files.staysOnFileSystem { p(.class("small muted")) { words.oneFileSystem } }
    }

    private var files: FilesConfiguration? {
        switch source.configuration {
        case .files(let files): files
        case .sqlite: nil
        case .sftp(let server): server.files
        }
    }

    private var lines: [String] {
        switch source.configuration {
        case .files(let files): files.paths
        case .sqlite(let sqlite): [sqlite.path]
        case .sftp(let sftp): ["\(sftp.user)@\(sftp.host):\(sftp.port)"] + sftp.files.paths
        }
    }

    private var keeps: Markup {
        Panel(words.whereHeading, id: "where") {
            ul(.class("stack tight")) {
                for vault in vaults {
                    li {
                        a(.href(inside.url("vaults", vault.id.description))) {
                            bdi { vault.name }
                        }
                    }
                }
            }
            div(.class("split")) {
                h3 { words.keeps }
                a(.class("more"), .href(inside.url("sources", id, "retention"))) {
                    inside.words.alerts.preview
                }
            }
            rules(source.retention.rules)
            for vault in vaults {
                if let own = source.retention.overrides[vault.id] {
                    h3 { words.keeps(in: vault.name) }
                    rules(own)
                }
            }
        }.body
    }

    @MarkupBuilder private func rules(_ rules: RetentionRules) -> Markup {
        let facts = inside.words.keeping.rules(rules)
        if facts.isEmpty {
            p(.class("muted")) { words.keepsEverything }
        } else {
            Facts(facts)
        }
    }

    private var danger: Markup {
        Panel(inside.words.common.dangerZone, id: "danger", isDanger: true) {
            p(.class("small muted")) { words.deleteText }
            div {
                Button(
                    words.deleteOpen, .open(inside.url("sources", id, "deletion")),
                    kind: .danger, icon: "trash")
            }
        }.body
    }
}

/// What has been done about a source lately, and what is in the vaults.
struct SourceActivity: View {
    let inside: Inside
    let source: ID<Source>
    let runs: [ShownRun]
    let snapshots: [ShownSnapshot]

    private var words: SnapshotWords { inside.words.snapshots }

    var body: Markup {
        Panel(
            words.latestRuns, id: "runs",
            aside: a(
                .class("more"),
                .href(inside.url("runs", query: [("source", source.description)]))
            ) { inside.words.runs.allOfIt }, isPadded: runs.isEmpty
        ) {
            if runs.isEmpty {
                p(.class("muted")) { inside.words.runs.emptyText }
            } else {
                RunTable(inside: inside, runs: runs)
            }
        }
        LatestSnapshots(
            inside: inside, of: ("source", source.description), snapshots: snapshots)
    }
}

/// The newest of one thing's snapshots, and the way to all of them.
struct LatestSnapshots: View {
    let inside: Inside
    let query: (name: String, value: String)
    let snapshots: [ShownSnapshot]

    init(
        inside: Inside, of query: (name: String, value: String), snapshots: [ShownSnapshot]
    ) {
        self.inside = inside
        self.query = query
        self.snapshots = snapshots
    }

    private var words: SnapshotWords { inside.words.snapshots }

    var body: Markup {
        Panel(
            words.latest, id: "snapshots",
            aside: a(.class("more"), .href(inside.url("snapshots", query: [query]))) {
                inside.words.runs.allOfIt
            }, isPadded: snapshots.isEmpty
        ) {
            if snapshots.isEmpty {
                p(.class("muted")) { words.emptyText }
            } else {
                SnapshotTable(inside: inside, snapshots: snapshots)
            }
        }
    }
}
