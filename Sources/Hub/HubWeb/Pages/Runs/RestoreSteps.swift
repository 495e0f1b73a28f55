internal import Domain
internal import Markup

/// Where somebody is on the way to files that are back.
struct RestoreSteps: View {
    enum Step: Int, Sendable, CaseIterable {
        case wish, plan, restore
    }

    let words: RestoreWords
    let current: Step
    /// What is wanted, once that was said.
    var wish = ""

    var body: Markup {
        Stages(
            label: words.steps,
            stages: Step.allCases.map { step in
                Stages.Stage(
                    name: words.step(step), status: status(of: step),
                    detail: step == .wish ? wish : "", isCurrent: step == current)
            })
    }

    private func status(of step: Step) -> Status? {
        if step.rawValue < current.rawValue { return .ok }
        return step == current ? .running : nil
    }
}
