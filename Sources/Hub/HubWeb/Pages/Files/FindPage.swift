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
    let sources: [Source]
    /// Nil before anything is looked for.
    let hits: SnapshotHits?
    /// Agents that are called so.
    let agents: [Agent]
    /// Of the snapshots that something was found in.
    let names: [ID<KnownSnapshot>: ShownSnapshot]

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
                            + sources.map { Choice(value: $0.id.description, name: $0.name) },
                        chosen: source)
                }
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

    @MarkupBuilder private func gaps(_ hits: SnapshotHits) -> Markup {
        if !hits.gaps.isEmpty {
            Notice(
                status: .warn, title: words.gaps(hits.gaps.count),
                text: Set(hits.gaps.map { $0.failure?.message ?? words.moreThanTold }).sorted()
                    .joined(separator: " "))
        }
    }

    private func results(_ hits: SnapshotHits) -> Markup {
        section(.class("panel"), .aria(.label, words.hit)) {
            if hits.hits.isEmpty {
                EmptyState(icon: "search", title: words.notFound, text: words.notFoundText)
            } else {
                table(hits)
            }
            footer {
                div(.class("pager")) {
                    span {
                        words.found(figures.count(hits.hits.count), figures.count(hits.searched))
                    }
                    if let next = hits.next {
                        Button(
                            words.older,
                            .open(
                                inside.url(
                                    "find",
                                    query: [
                                        ("name", pattern), ("source", source),
                                        ("after", next.description),
                                    ])), icon: "forward", isMini: true)
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
