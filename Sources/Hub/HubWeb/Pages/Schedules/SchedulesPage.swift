internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// The schedules of a tenant.
struct SchedulesPage: View {
    let inside: Inside
    let schedules: [ScheduleView]
    let next: Cursor?
    let isFirstPage: Bool

    private var words: ScheduleWords { inside.words.schedules }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .schedules) {
            PageHead(title: words.title, actions: add, lead: words.lead)
            section(.class("panel"), .aria(.label, words.all)) {
                if schedules.isEmpty {
                    EmptyState(
                        icon: "schedule", title: words.emptyTitle, text: words.emptyText,
                        action: add)
                } else {
                    ScheduleTable(inside: inside, schedules: schedules)
                    footer {
                        Pager(
                            words: inside.words.common, summary: words.shown(schedules.count),
                            first: isFirstPage ? nil : inside.url("schedules"),
                            next: next.map {
                                inside.url("schedules", query: [("after", $0.description)])
                            })
                    }
                }
            }
        }
    }

    @MarkupBuilder private var add: Markup {
        if inside.may(.manageSchedules) {
            Button(
                words.add, .open(inside.url("schedules", "new")), kind: .primary, icon: "plus")
        }
    }
}

/// Schedules, one a row.
struct ScheduleTable: View {
    let inside: Inside
    let schedules: [ScheduleView]

    private var words: ScheduleWords { inside.words.schedules }

    var body: Markup {
        Table(
            caption: words.all, rows: schedules, title: words.schedule,
            name: { view in
                RowName(
                    name: view.schedule.name,
                    url: inside.url("schedules", view.schedule.id.description),
                    detail: words.reading(view.schedule.time, besides: inside.zone)
                ).body
            },
            columns: [
                .init(words.status, .lead) { view in
                    ScheduleState(isEnabled: view.schedule.isEnabled, words: words).body
                },
                .init(words.nextTime, .noBreak) { view in
                    view.next.first.map { Moment($0).body } ?? Markup(inside.words.common.never)
                },
                .init(words.sources, .plain) {
                    Markup(words.sourceCount($0.schedule.sources.count))
                },
            ])
    }
}

/// Whether a schedule fires.
struct ScheduleState: View {
    let isEnabled: Bool
    let words: ScheduleWords

    var body: Markup {
        StatusWord(
            status: isEnabled ? .ok : .unknown, word: isEnabled ? words.enabled : words.paused)
    }
}
