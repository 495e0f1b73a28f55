internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// The machines that run Holdfast for a tenant.
struct AgentsPage: View {
    let inside: Inside
    let filter: Filter
    let region: LiveRegion

    /// Which agents are asked for, as it stands in the address.
    struct Filter: Sendable {
        var text = ""
        var label = ""
        var standing: AgentStanding?
        /// What they lack, besides.
        var lack: Lack?
        /// How the work for them goes, besides.
        var work: AgentFilter.Work?
        /// Machines that ask to join, in place of agents.
        var isWaiting = false

        static let waiting = "waiting"

        enum Lack: String, Sendable, CaseIterable {
            /// Nothing is heard of them.
            case away
            /// Their version is another than the hub's.
            case behind
        }

        var isEmpty: Bool { text.isEmpty && isWide }

        /// Whether nothing but a name narrows the list down.
        var isWide: Bool { label.isEmpty && standing == nil && lack == nil && work == nil }

        /// For a link to the same list with something else.
        func query(
            label: String? = nil, standing: AgentStanding?? = nil, lack: Lack?? = nil,
            work: AgentFilter.Work?? = nil, after: Cursor? = nil
        ) -> [(name: String, value: String)] {
            let (standing, lack) = (standing ?? self.standing, lack ?? self.lack)
            let work = work ?? self.work
            return [
                ("text", text), ("label", label ?? self.label),
                ("standing", standing?.rawValue ?? ""), ("lack", lack?.rawValue ?? ""),
                ("work", work?.rawValue ?? ""), ("after", after?.description ?? ""),
            ].filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
        }
    }

    private var words: AgentWords { inside.words.agents }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .agents) {
            PageHead(title: words.title, actions: actions, lead: words.lead)
            region
        }
    }

    @MarkupBuilder private var actions: Markup {
        if inside.may(.enrolAgents) {
            Button(
                words.add, .open(inside.url("agents", "new")), kind: .primary, icon: "plus")
        }
    }
}

/// The part of the agents' page that stays fresh.
struct AgentList: View {
    let inside: Inside
    let agents: [ShownAgent]
    /// The hub's own.
    let version: String
    let next: Cursor?
    let filter: AgentsPage.Filter
    let isFirstPage: Bool
    /// Machines that ask to join.
    let waiting: Int

    private var words: AgentWords { inside.words.agents }
    private var common: CommonWords { inside.words.common }

    var body: Markup {
        if waiting > 0 {
            Notice(
                status: .queued, title: words.waiting(waiting), text: words.waitingText,
                action: Button(
                    words.review, .open(inside.url("agents", "new")), isMini: true
                ).body)
        }
        section(.class("panel"), .aria(.label, words.all)) {
            if agents.isEmpty && filter.isEmpty && isFirstPage { nothing } else { list }
        }
    }

    private var nothing: Markup {
        EmptyState(
            icon: "agent", title: words.emptyTitle, text: words.emptyText,
            action: inside.may(.enrolAgents)
                ? Button(
                    words.add, .open(inside.url("agents", "new")), kind: .primary, icon: "plus"
                ).body : Markup()
        ).body
    }

    @MarkupBuilder private var list: Markup {
        AgentFilterBar(inside: inside, filter: filter, agents: agents)
        if !agents.isEmpty, mayChoose { AgentChoiceBar(inside: inside, filter: filter) }
        if agents.isEmpty {
            EmptyState(
                icon: "filter", title: words.noneFits, text: words.noneFitsText,
                action: Button(common.clearFilters, .open(inside.url("agents"))).body)
        } else {
            table
        }
        footer {
            Pager(
                words: common, summary: words.shown(agents.count),
                first: isFirstPage ? nil : inside.url("agents", query: filter.query()),
                next: next.map { inside.url("agents", query: filter.query(after: $0)) })
        }
    }

    private var mayChoose: Bool { inside.may(.startRuns) || inside.may(.manageAgents) }

    private var table: Markup {
        Table(
            caption: words.all, rows: agents, title: words.host,
            name: { shown in
                RowName(
                    name: shown.agent.name,
                    url: inside.url("agents", shown.agent.id.description),
                    detail: shown.agent.hostName == shown.agent.name
                        ? shown.agent.machine.system : shown.agent.hostName
                ).body
            },
            columns: [
                .init(words.status, .lead) { shown in
                    StatusWord(status: shown.state.status, word: words.state(shown.state)).body
                },
                .init(words.backups) { AgentBackups(inside: inside, shown: $0).body },
                .init(words.oldestGood) { OldestGood(shown: $0, words: words).body },
                .init(words.labels, .rareWhole) { Labels(labels: $0.agent.labels).body },
                .init(inside.words.fleet.configuration, .rare) { shown in
                    AgentDrift(words: inside.words.fleet, state: shown.configuration).body
                },
                .init(words.version, .spare) { shown in
                    AgentVersion(
                        words: inside.words.fleet, program: shown.agent.machine.program,
                        hub: version
                    ).body
                },
                .init(words.lastHeard, .rare) { LastHeard(shown: $0, words: words).body },
            ], choose: chooser,
            choosing: inside.words.fleet.choosing
        ).body
    }
}

extension AgentList {
    private var chooser: ((ShownAgent) -> Markup)? {
        guard mayChoose else { return nil }
        return { shown in box(for: shown) }
    }

    private func box(for shown: ShownAgent) -> Markup {
        input(
            .type(.checkbox), .form(AgentChoiceBar.id), .name(FleetChoice.agentField),
            .value(shown.agent.id.description),
            .aria(.label, inside.words.fleet.choose(shown.agent.name)))
    }
}

/// Machines that ask to join, where the list of agents was narrowed down to them.
struct WaitingList: View {
    let inside: Inside
    let filter: AgentsPage.Filter
    let waiting: [Announcements.Waiting]

    private var words: EnrolmentWords { inside.words.enrolment }

    var body: Markup {
        section(.class("panel"), .aria(.label, words.askHeading)) {
            AgentFilterBar(inside: inside, filter: filter, agents: [])
            div(.class("body stack")) {
                if waiting.isEmpty {
                    EmptyState(icon: "shield", title: words.nobody, text: words.nobodyText)
                } else {
                    h2 { words.askHeading }
                    p(.class("small muted")) { words.askNote }
                }
                for (index, one) in waiting.enumerated() {
                    if index > 0 { hr() }
                    WaitingMachine(inside: inside, waiting: one)
                }
            }
        }
    }
}

/// How the latest backup of a machine ended, when the next is due, and all of them at once.
struct AgentBackups: View {
    let inside: Inside
    let shown: ShownAgent

    private var words: AgentWords { inside.words.agents }

    @MarkupBuilder var body: Markup {
        if let copies = shown.copies {
            if let last = copies.last {
                a(.href(inside.url("runs", last.run.description))) {
                    StatusWord(
                        status: last.state.status, word: inside.words.runs.state(last.state),
                        isPill: false)
                }
                " "
                Moment(last.ended)
            } else {
                span(.class("faint")) { words.noBackup }
            }
            if let next = shown.next {
                div(.class("small muted")) {
                    "\(words.nextBackup) "
                    Moment(next)
                }
            }
            if inside.may(.startRuns) {
                div(.class("small")) {
                    a(
                        .href(
                            inside.url(
                                "agents", "backups",
                                query: [("agent", shown.agent.id.description)]))
                    ) { inside.words.fleet.backUpNow }
                }
            }
        } else {
            span(.class("faint")) { words.noSource }
        }
    }
}

/// How old what there is of a machine is, by the source that was backed up longest ago.
struct OldestGood: View {
    let shown: ShownAgent
    let words: AgentWords

    var body: Markup {
        if let copies = shown.copies {
            if let oldest = copies.oldestGood {
                Moment(oldest)
            } else {
                StatusWord(
                    status: .queued, word: CommonWords(language: words.language).never,
                    isPill: false)
            }
        } else {
            span(.class("faint")) { words.noSource }
        }
    }
}

/// When an agent was heard last; for one that is connected that is now.
struct LastHeard: View {
    let shown: ShownAgent
    let words: AgentWords

    var body: Markup {
        if shown.isLinked {
            words.connectedNow
        } else if let seen = shown.agent.lastSeen {
            Moment(seen)
        } else {
            CommonWords(language: words.language).never
        }
    }
}
