internal import Domain
internal import Markup
internal import Store
internal import Values

/// A deletion with what its snapshot is.
struct ShownDeletion: Sendable {
    let deletion: Deletion
    /// Nil where the hub knows nothing of it any more.
    let snapshot: ShownSnapshot?
}

/// Snapshots on their way out.
struct DeletionsPage: View {
    let inside: Inside
    let deletions: [ShownDeletion]
    let next: Cursor?
    let isFirstPage: Bool

    private var words: AlertWords { inside.words.alerts }

    var body: Markup {
        ShellPage(inside, title: words.deletions, at: .snapshots) {
            PageHead(
                title: words.deletions,
                crumbs: [(inside.words.snapshots.title, inside.url("snapshots"))],
                crumbsLabel: inside.words.common.breadcrumb, lead: words.deletionsLead)
            section(.class("panel"), .aria(.label, words.deletions)) {
                if deletions.isEmpty {
                    EmptyState(
                        icon: "trash", title: words.deletionsEmptyTitle,
                        text: words.deletionsEmptyText)
                } else {
                    table
                    footer {
                        Pager(
                            words: inside.words.common,
                            summary: words.deletionsShown(deletions.count),
                            first: isFirstPage ? nil : inside.url("deletions"),
                            next: next.map {
                                inside.url("deletions", query: [("after", $0.description)])
                            })
                    }
                }
            }
        }
    }

    private var table: Markup {
        Table(
            caption: words.deletions, rows: deletions, title: words.deletion,
            name: { shown in
                RowName(
                    name: shown.snapshot.map { inside.words.snapshots.of($0) }
                        ?? "\(shown.deletion.snapshot)",
                    url: shown.snapshot.map {
                        inside.url("snapshots", $0.snapshot.id.description)
                    }, detail: shown.snapshot?.vault ?? ""
                ).body
            },
            columns: [
                .init(words.status, .lead) { shown in
                    StatusWord(
                        status: shown.deletion.state.status,
                        word: words.state(shown.deletion.state)
                    ).body
                },
                .init(words.asked, .spare) { Moment($0.deletion.created).body },
                .init(words.due, .noBreak) { shown in
                    shown.deletion.state.isFinal ? Markup() : Moment(shown.deletion.notBefore).body
                },
                .init(words.withdraw, .deed) { steps(of: $0.deletion) },
            ]
        ).body
    }

    @MarkupBuilder private func steps(of deletion: Deletion) -> Markup {
        if inside.may(.deleteSnapshots) {
            if [.queued, .retrying, .blocked].contains(deletion.state) {
                step(deletion, "withdrawal", words.withdraw)
            }
            if [.retrying, .blocked].contains(deletion.state) {
                step(deletion, "retry", words.retry)
            }
        }
    }

    private func step(_ deletion: Deletion, _ path: String, _ text: String) -> Markup {
        form(
            .post(to: inside.url("deletions", deletion.id.description, path), inside.frame.csrf)
        ) { Button(text, .submit, isMini: true) }
    }
}

extension Deletion.State {
    var status: Status {
        switch self {
        case .queued, .retrying: .queued
        case .running: .running
        case .blocked: .fail
        case .done: .ok
        case .ignored: .unknown
        }
    }
}
