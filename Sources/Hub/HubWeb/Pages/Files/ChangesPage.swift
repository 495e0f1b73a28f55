internal import AgentProtocol
internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What is other in a snapshot than in an earlier one.
struct ChangesPage: View {
    let inside: Inside
    let shown: ShownSnapshot
    /// Those it can be compared with, the newest first.
    let others: [KnownSnapshot]
    let other: KnownSnapshot?
    let finding: Connections.Finding<DiffPage>?
    let clock: LocalClock

    private var words: FileWords { inside.words.files }
    private var figures: FigureWords { inside.words.figures }
    private var id: String { shown.snapshot.id.description }

    var body: Markup {
        ShellPage(inside, title: inside.words.snapshots.of(shown), at: .snapshots) {
            SnapshotHead(inside: inside, shown: shown)
            SnapshotTabs(inside: inside, snapshot: shown.snapshot, current: .changes)
            section(.class("panel"), .aria(.label, words.changes)) {
                if others.isEmpty {
                    EmptyState(icon: "diff", title: words.changes, text: words.noOther)
                } else {
                    div(.class("toolbar")) { choice }
                    content
                }
            }
        }
    }

    private var choice: Markup {
        let times = clock.texts(others.map(\.claimedTime))
        return form(.get(inside.url("snapshots", id, "changes")), .class("row")) {
            SelectField(
                name: "with", title: words.compareWith,
                choices: others.map {
                    Choice(value: $0.id.description, name: times[$0.claimedTime] ?? "")
                }, chosen: other?.id.description ?? "")
            Button(words.compare, .submit, icon: "diff")
        }
    }

    @MarkupBuilder private var content: Markup {
        switch finding {
        case nil: Markup()
        case .refused(let failure)?:
            div(.class("body")) {
                Notice(
                    status: .warn, title: words.unreadable,
                    text: inside.words.told(failure))
            }
        case .found(let page)?:
            if page.items.isEmpty {
                div(.class("body")) { p(.class("muted")) { words.noChanges } }
            } else {
                ol(.class("diff")) { for item in page.items { line(item) } }
            }
            footer {
                span { totals(page) }
                if !page.isLast, let last = page.items.last, let other {
                    Button(
                        words.moreChanges,
                        .open(
                            inside.url(
                                "snapshots", id, "changes",
                                query: [
                                    ("with", other.id.description),
                                    ("after", EntryPath(last.entry.path).text),
                                ])), icon: "forward", isMini: true)
                }
            }
        }
    }

    private func totals(_ page: DiffPage) -> String {
        guard let totals = page.totals else { return words.notCounted }
        return words.totals(
            figures.count(Int(totals.new)), figures.count(Int(totals.changed)),
            figures.count(Int(totals.gone)), figures.size(totals.size))
    }

    private func line(_ item: DiffPage.Item) -> Markup {
        let (status, sign, word): (Status, String, String) =
            switch item.change {
            case .new: (.ok, "+", words.newOne)
            case .gone: (.fail, "−", words.goneOne)
            case .changed: (.running, "~", words.changedOne)
            }
        return li(.status(status)) {
            span(.class("sign")) {
                b(.ariaHidden) { sign }
                word
            }
            code { bdi { EntryPath(item.entry.path).shown } }
            span(.class("num")) {
                if item.entry.kind == .file { figures.size(item.entry.size) }
                if let before = item.sizeBefore { " (\(words.was(figures.size(before))))" }
            }
        }
    }
}
