internal import AgentProtocol
internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// Finds files by their names, in the snapshots of every machine.
struct FindPage: View {
    let inside: Inside
    let pattern: String
    let source: String
    let reach: Reach
    /// The form as it was sent.
    let values: FormValues
    let patience: Patience
    let after: Cursor?
    var sources = Offer<Source>(items: [], isWhole: true)
    /// Nil before anything is looked for.
    var hits: SnapshotHits?
    /// Agents that are called so.
    var agents: [Agent] = []
    /// Of the snapshots that something was found in.
    var names: [ID<KnownSnapshot>: ShownSnapshot] = [:]

    /// In which snapshots something is looked for.
    enum Reach: String, Sendable {
        /// In the newest one of each source.
        case newest
        /// In one after the other, the newest first.
        case all

        static let field = "in"
    }

    /// Of one source one snapshot after the other is looked through in any case.
    var isOfNewest: Bool { source.isEmpty && reach == .newest }

    /// How long agents are waited for.
    enum Patience: String, Sendable {
        /// As long as people look at an empty page.
        case short
        /// A little less than a link waits for an answer.
        case long

        var duration: Duration { self == .short ? .seconds(3) : .seconds(70) }

        static let field = "wait"
    }

    /// Whoever types no pattern means a part of the name.
    static func glob(_ text: String) -> String {
        text.contains { "*?[/".contains($0) } ? text : "*\(text)*"
    }

    private var words: FileWords { inside.words.files }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        ShellPage(inside, title: words.find, at: .find) {
            PageHead(title: words.find, lead: words.findLead)
            div(.class("stack")) {
                wish
                if let hits {
                    if !agents.isEmpty { agentsFound }
                    gaps(hits)
                    results(hits)
                }
            }
        }
    }

    private var wish: Markup {
        Panel(words.findName, id: "wish") {
            Markup.form(.get(inside.url("find"))) {
                div(.class("numbers")) {
                    TextField(
                        name: "name", label: words.findName, hint: words.findHint,
                        value: pattern, lengthMax: 1000, isCode: true)
                    SelectField(
                        name: "source", title: words.onlyOf,
                        choices: [Choice(value: "", name: words.everything)]
                            + sources.items.map { Choice(value: $0.id.description, name: $0.name) },
                        chosen: source)
                }
                if !sources.isWhole { SeekField(values: values, words: inside.words.common) }
                div { Button(words.look, .submit, kind: .primary, icon: "search") }
            }
        }.body
    }

    private var agentsFound: Markup {
        Panel(inside.words.frame.agents, id: "agents") {
            ul(.class("stack tight")) {
                for agent in agents {
                    li {
                        a(.href(inside.url("agents", agent.id.description))) {
                            bdi { agent.name }
                        }
                    }
                }
            }
        }.body
    }

    /// Who has not answered yet, and what could not be looked through at all.
    @MarkupBuilder private func gaps(_ hits: SnapshotHits) -> Markup {
        let unanswered = hits.gaps.compactMap(\.unanswered)
        if !unanswered.isEmpty {
            Notice(
                status: patience == .short ? .running : .warn,
                title: words.unanswered(
                    Set(unanswered).sorted(), figures.span(patience.duration)),
                text: words.unansweredText(unanswered.count),
                action: asking(patience == .short ? words.waitLonger : words.askAgain))
        }
        let failed = hits.gaps.filter { $0.unanswered == nil }
        if !failed.isEmpty {
            Notice(
                status: .warn, title: words.gaps(failed.count),
                text: sentences(of: failed).joined(separator: " "),
                action: unanswered.isEmpty ? asking(words.askAgain) : Markup())
        }
    }

    private func asking(_ label: String) -> Markup {
        Button(label, .open(url(after: after, .long)), icon: "history", isMini: true).body
    }

    /// What was not looked through at all.
    private func unread(_ hits: SnapshotHits) -> [SnapshotHits.Gap] {
        hits.gaps.filter { $0.unanswered != nil || $0.failure != nil }
    }

    /// Each reason once, with the sources it is about.
    private func sentences(of gaps: [SnapshotHits.Gap]) -> [String] {
        let reasons = Dictionary(grouping: gaps) {
            $0.failure.map(inside.words.told) ?? words.moreThanTold
        }
        return reasons.sorted { $0.key < $1.key }.map { reason, gaps in
            let ids = Set(gaps.compactMap(\.snapshot.source))
            let names = sources.items.filter { ids.contains($0.id) }.map(\.name)
            return names.isEmpty ? reason : words.reason(names, reason)
        }
    }

    private func url(
        after: Cursor?, _ patience: Patience, _ reach: Reach? = nil
    ) -> URLReference {
        let reach = reach ?? self.reach
        return inside.url(
            "find",
            query: [
                ("name", pattern), ("source", source), ("after", after?.description ?? ""),
                (Reach.field, reach == .newest ? "" : reach.rawValue),
                (Patience.field, patience == .short ? "" : patience.rawValue),
            ].filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) })
    }

    private func results(_ hits: SnapshotHits) -> Markup {
        section(.class("panel"), .aria(.label, words.hit)) {
            if hits.hits.isEmpty {
                EmptyState(
                    icon: "search",
                    title: hits.gaps.isEmpty ? words.notFound : words.notFoundYet,
                    text: hits.gaps.isEmpty ? words.notFoundText : words.notFoundYetText)
            } else {
                table(hits)
            }
            footer {
                div(.class("pager")) {
                    span {
                        words.found(
                            figures.count(hits.hits.count),
                            figures.count(hits.searched - unread(hits).count))
                    }
                    if let next = hits.next {
                        Button(
                            isOfNewest ? words.otherSources : words.older,
                            .open(url(after: next, patience)), icon: "forward", isMini: true)
                    } else if isOfNewest {
                        Button(
                            words.inAll, .open(url(after: nil, patience, .all)),
                            icon: "history", isMini: true)
                    }
                }
            }
        }
    }

    private func table(_ hits: SnapshotHits) -> Markup {
        Table(
            caption: words.hit, rows: hits.hits, title: words.hit,
            name: { hit in
                let path = EntryPath(hit.entry.path)
                return RowName(
                    name: path.shown, url: folder(of: path, in: hit.snapshot)
                ).body
            },
            columns: [
                .init(words.snapshot, .plain) { hit in
                    bdi { names[hit.snapshot.id].map { inside.words.snapshots.of($0) } ?? "" }
                },
                .init(inside.words.snapshots.made, .noBreak) {
                    Moment($0.snapshot.claimedTime).body
                },
                .init(words.size, .number) { hit in
                    Markup(hit.entry.kind == .file ? figures.size(hit.entry.size) : "")
                },
                .init(words.versions, .deed) { hit in
                    if let source = hit.snapshot.source {
                        Button(
                            words.versions,
                            .open(
                                inside.url(
                                    "sources", source.description, "versions",
                                    query: [("path", EntryPath(hit.entry.path).text)])),
                            isMini: true
                        ).body
                    } else {
                        Markup()
                    }
                },
            ]
        ).body
    }

    private func folder(of path: EntryPath, in snapshot: KnownSnapshot) -> URLReference {
        inside.url(
            "snapshots", snapshot.id.description, "files",
            query: path.parent.isRoot ? [] : [("folder", path.parent.text)])
    }
}
