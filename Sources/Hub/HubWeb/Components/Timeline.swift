internal import Markup

/// What happened, one after the other.
struct Timeline: View {
    struct Step {
        let status: Status
        let title: Markup
        var when = Markup()
        var detail = Markup()
    }

    let steps: [Step]
    var label: String?

    var body: Markup {
        ol(.class("timeline"), label.map { .aria(.label, $0) }) {
            for step in steps {
                li(.status(step.status)) {
                    Glyph(status: step.status)
                    span { step.title }
                    span(.class("when")) { step.when }
                    if !step.detail.isEmpty { small { step.detail } }
                }
            }
        }
    }
}

/// The stages of a run or a wizard, side by side.
struct Stages: View {
    struct Stage: Sendable {
        let name: String
        /// Nil for one that is still to come.
        var status: Status?
        var detail = ""
        var isCurrent = false
    }

    let label: String
    let stages: [Stage]

    var body: Markup {
        ol(.class("stages"), .aria(.label, label)) {
            for stage in stages {
                li(
                    stage.status.map { .status($0) },
                    stage.isCurrent ? .aria(.current, "step") : nil
                ) {
                    span {
                        Glyph(status: stage.status ?? .unknown)
                        stage.name
                    }
                    if !stage.detail.isEmpty { small { stage.detail } }
                }
            }
        }
    }
}
