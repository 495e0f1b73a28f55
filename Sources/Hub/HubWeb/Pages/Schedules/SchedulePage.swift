internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// One schedule.
struct SchedulePage: View {
    let inside: Inside
    let view: ScheduleView
    let reading: ScheduleReading?
    let sources: ShownSources
    let agents: [ID<Agent>: String]

    private var words: ScheduleWords { inside.words.schedules }
    private var schedule: Schedule { view.schedule }
    /// More than fit here.
    private var others: Int { schedule.sources.count - sources.sources.count }
    private var id: String { schedule.id.description }

    var body: Markup {
        ShellPage(inside, title: schedule.name, at: .schedules) {
            PageHead(
                title: schedule.name, crumbs: [(words.title, inside.url("schedules"))],
                crumbsLabel: inside.words.common.breadcrumb,
                state: ScheduleState(isEnabled: schedule.isEnabled, words: words).body,
                actions: actions)
            div(.class("stack")) {
                Panel(words.when, id: "when") {
                    if let reading { reading }
                    if !schedule.isEnabled { p(.class("small muted")) { words.resumeText } }
                }
                Panel(words.sources, id: "sources", isPadded: sources.isEmpty) {
                    if sources.isEmpty {
                        p(.class("muted")) { words.noSource }
                    } else {
                        SourceTable(inside: inside, shown: sources, agents: agents)
                        if others > 0 {
                            footer {
                                inside.words.vaults.reachMore(
                                    inside.words.figures.count(others))
                            }
                        }
                    }
                }
                if inside.may(.manageSchedules) { danger }
            }
        }
    }

    @MarkupBuilder private var actions: Markup {
        if inside.may(.startRuns), !sources.isEmpty {
            form(.post(to: inside.url("schedules", id, "runs"), inside.frame.csrf)) {
                Button(
                    schedule.isEnabled ? inside.words.runs.runNow : words.runOnce, .submit,
                    icon: "run")
            }
        }
        if inside.may(.pauseSchedules) {
            form(.post(to: inside.url("schedules", id, "pause"), inside.frame.csrf)) {
                Button(
                    schedule.isEnabled ? words.pause : words.resume,
                    .choose(name: "enabled", value: schedule.isEnabled ? "" : "on"),
                    icon: schedule.isEnabled ? "pause" : "run")
            }
        }
        if inside.may(.manageSchedules) {
            Button(
                inside.words.sources.edit, .open(inside.url("schedules", id, "edit")), icon: "edit")
        }
    }

    private var danger: Markup {
        Panel(inside.words.common.dangerZone, id: "danger", isDanger: true) {
            p(.class("small muted")) { words.deleteText }
            div {
                Button(
                    words.deleteOpen, .open(inside.url("schedules", id, "deletion")),
                    kind: .danger, icon: "trash")
            }
        }.body
    }
}
