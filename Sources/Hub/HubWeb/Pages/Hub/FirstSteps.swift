internal import Domain
internal import Markup

/// The way from an empty hub to the first backup, with the one thing to do now.
struct FirstSteps: View {
    let inside: Inside
    let facts: OverviewFacts

    private var words: OverviewWords { inside.words.overview }

    private struct Step {
        let name: String
        let isDone: Bool
        let action: Markup
    }

    private var steps: [Step] {
        [
            Step(
                name: words.stepAgent, isDone: !facts.agents.isEmpty,
                action: button(
                    words.addAgent, inside.url("agents", "new"), .enrolAgents)),
            Step(
                name: words.stepVault, isDone: facts.hasVault,
                action: button(
                    inside.words.protect.open, inside.url("protect"), .manageSources)),
            Step(
                name: words.stepSource, isDone: facts.hasSource,
                action: button(
                    inside.words.protect.open, inside.url("protect"), .manageSources)),
            Step(
                name: words.stepSchedule, isDone: facts.hasSchedule,
                action: button(
                    inside.words.schedules.add, inside.url("schedules", "new"),
                    .manageSchedules)),
            Step(
                name: words.stepRun, isDone: facts.looked.count > 0,
                action: button(words.openSources, inside.url("sources"), .viewSources)),
        ]
    }

    var body: Markup {
        let steps = steps
        let current = steps.firstIndex { !$0.isDone }
        Stages(
            label: words.steps,
            stages: steps.enumerated().map { index, step in
                Stages.Stage(
                    name: step.name, status: step.isDone ? .ok : index == current ? .queued : nil,
                    isCurrent: index == current)
            })
        if let current {
            div(.class("buttons")) { steps[current].action }
        }
    }

    private func button(
        _ text: String, _ url: URLReference, _ permission: Permission
    ) -> Markup {
        guard inside.may(permission) else { return Markup() }
        return Button(text, .open(url), kind: .primary, icon: "forward").body
    }
}
