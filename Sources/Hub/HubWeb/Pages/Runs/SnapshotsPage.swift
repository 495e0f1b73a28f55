internal import Domain
internal import Markup
internal import Store
internal import Values

/// A snapshot as a list shows it.
struct ShownSnapshot: Sendable {
    let snapshot: KnownSnapshot
    let source: String
    let vault: String
}

/// The recovery points of a tenant.
struct SnapshotsPage: View {
    /// Which are asked for, as it stands in the address.
    struct Filter: Sendable {
        var source: ID<Source>?
        var vault: ID<KnownVault>?
        var agent: ID<Agent>?
        /// As browsers send it, `2026-11-22`, of the reader's clock.
        var day = ""

        init(_ items: [(name: String, value: String)]) {
            func value(_ name: String) -> String { items.first { $0.name == name }?.value ?? "" }
            source = ID(value("source"))
            vault = ID(value("vault"))
            agent = ID(value("agent"))
            day = Timestamp(startOf: value("day")) == nil ? "" : value("day")
        }

        var isEmpty: Bool { source == nil && vault == nil && agent == nil && day.isEmpty }

        var query: [(name: String, value: String)] {
            [
                ("source", source?.description ?? ""), ("vault", vault?.description ?? ""),
                ("agent", agent?.description ?? ""), ("day", day),
            ].filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
        }
    }

    /// What can be chosen to narrow the list down.
    struct Choices: Sendable {
        let sources: Offer<Source>
        let vaults: Offer<KnownVault>
        let agents: [Agent]
        /// The form as it was sent.
        let values: FormValues
    }

    let inside: Inside
    let filter: Filter
    let choices: Choices
    let snapshots: [ShownSnapshot]
    let next: Cursor?
    let isFirstPage: Bool

    private var words: SnapshotWords { inside.words.snapshots }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .snapshots) {
            PageHead(title: words.title, actions: actions, lead: words.lead)
            section(.class("panel"), .aria(.label, words.all)) {
                if snapshots.isEmpty, filter.isEmpty, isFirstPage {
                    EmptyState(
                        icon: "snapshot", title: words.emptyTitle, text: words.emptyText)
                } else {
                    toolbar
                    list
                }
            }
        }
    }

    @MarkupBuilder private var list: Markup {
        if snapshots.isEmpty {
            EmptyState(
                icon: "filter", title: words.noneFits, text: words.noneFitsText, action: showAll)
        } else {
            SnapshotTable(inside: inside, snapshots: snapshots)
        }
        footer {
            Pager(
                words: inside.words.common, summary: words.shown(snapshots.count),
                first: isFirstPage ? nil : inside.url("snapshots", query: filter.query),
                next: next.map {
                    inside.url("snapshots", query: filter.query + [("after", $0.description)])
                })
        }
    }

    private var toolbar: Markup {
        div(.class("toolbar")) {
            form(.get(inside.url("snapshots")), .class("row")) {
                select(
                    "source", words.source,
                    choices.sources.items.map { Choice(value: "\($0.id)", name: $0.name) })
                select(
                    "vault", words.vault,
                    choices.vaults.items.map { Choice(value: "\($0.id)", name: $0.name) })
                select(
                    "agent", inside.words.agents.host,
                    choices.agents.map { Choice(value: "\($0.id)", name: $0.name) })
                TextField(
                    name: "day", label: words.day, type: .date, value: filter.day, optional: "")
                if !choices.sources.isWhole {
                    SeekField(values: choices.values, words: inside.words.common)
                }
                Button(inside.words.common.filter, .submit, icon: "filter")
                if !filter.isEmpty { showAll }
            }
        }
    }

    private func select(
        _ name: String, _ title: String, _ items: [Choice]
    ) -> Markup {
        SelectField(
            name: name, title: title,
            choices: [Choice(value: "", name: inside.words.common.all)] + items,
            chosen: filter.query.first { $0.name == name }?.value ?? ""
        ).body
    }

    private var showAll: Markup {
        Button(
            inside.words.common.clearFilters, .open(inside.url("snapshots")), kind: .quiet
        ).body
    }
}

extension SnapshotsPage {
    @MarkupBuilder private var actions: Markup {
        if inside.may(.browseSnapshots) {
            Button(inside.words.files.find, .open(inside.url("find")), icon: "search")
        }
        Button(inside.words.alerts.deletions, .open(inside.url("deletions")), icon: "trash")
    }
}

/// Snapshots, one a row.
struct SnapshotTable: View {
    let inside: Inside
    let snapshots: [ShownSnapshot]

    private var words: SnapshotWords { inside.words.snapshots }

    var body: Markup {
        Table(
            caption: words.all, rows: snapshots, title: words.source,
            name: { shown in
                RowName(
                    name: shown.source.isEmpty ? words.foreign : shown.source,
                    url: inside.url("snapshots", shown.snapshot.id.description),
                    // What another program made has no other name.
                    detail: shown.source.isEmpty
                        ? String(shown.snapshot.locator.prefix(64)) : ""
                ).body
            },
            columns: [
                .init(words.status, .lead) { shown in
                    SnapshotState(snapshot: shown.snapshot, words: words, now: inside.now).body
                },
                .init(words.snapshot, .noBreak) { Moment($0.snapshot.claimedTime).body },
                .init(words.vault, .plain) { shown in
                    a(.href(inside.url("vaults", shown.snapshot.vault.description))) {
                        bdi { shown.vault }
                    }
                },
                .init(words.size, .number) {
                    Markup(inside.words.figures.size($0.snapshot.size))
                },
            ])
    }
}
