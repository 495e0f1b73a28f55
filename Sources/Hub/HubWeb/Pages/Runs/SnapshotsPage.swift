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
    let inside: Inside
    let snapshots: [ShownSnapshot]
    let next: Cursor?
    let isFirstPage: Bool

    private var words: SnapshotWords { inside.words.snapshots }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .snapshots) {
            PageHead(title: words.title, actions: actions, lead: words.lead)
            section(.class("panel"), .aria(.label, words.all)) {
                if snapshots.isEmpty {
                    EmptyState(
                        icon: "snapshot", title: words.emptyTitle, text: words.emptyText)
                } else {
                    SnapshotTable(inside: inside, snapshots: snapshots)
                    footer {
                        Pager(
                            words: inside.words.common, summary: words.shown(snapshots.count),
                            first: isFirstPage ? nil : inside.url("snapshots"),
                            next: next.map {
                                inside.url("snapshots", query: [("after", $0.description)])
                            })
                    }
                }
            }
        }
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
