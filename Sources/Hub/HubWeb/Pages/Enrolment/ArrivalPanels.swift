internal import AgentProtocol
internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// The part of the page that stays fresh: who has come, and who asks to.
struct ArrivalPanels: View {
    let inside: Inside
    /// Since when arrivals count; nil before a line was made.
    let since: Timestamp?
    let arrived: [ShownAgent]
    let waiting: [Announcements.Waiting]

    private var words: EnrolmentWords { inside.words.enrolment }

    var body: Markup {
        if since == nil {
            asking
        } else {
            div(.class("cols even")) {
                arrivals
                asking
            }
        }
    }

    private var arrivals: Markup {
        Panel(
            words.waitHeading, id: "arrivals",
            aside: span(.class("live push")) { inside.words.common.live }
        ) {
            div(.aria(.live, "polite")) { Timeline(steps: steps) }
        }.body
    }

    private var steps: [Timeline.Step] {
        var steps = [
            Timeline.Step(
                status: .ok, title: Markup(words.lineMade),
                when: since.map { Moment($0).body } ?? Markup())
        ]
        steps += arrived.map { shown in
            Timeline.Step(
                status: shown.isLinked ? .ok : .queued,
                title: a(.href(inside.url("agents", shown.agent.id.description))) {
                    bdi { words.arrived(shown.agent.name) }
                },
                when: Moment(shown.agent.created).body,
                detail: Markup(shown.isLinked ? words.connected : words.joinedOnly))
        }
        if arrived.isEmpty {
            steps.append(
                Timeline.Step(
                    status: .running, title: Markup(words.waitingForIt),
                    detail: Markup(words.waitingText)))
        }
        return steps
    }

    private var asking: Markup {
        Panel(
            words.askHeading, id: "waiting",
            aside: waiting.isEmpty
                ? Markup()
                : span(.class("count"), .status(.queued)) { "\(waiting.count)" },
            note: words.askNote, footing: Markup(waiting.isEmpty ? "" : words.forgotten)
        ) {
            if waiting.isEmpty {
                EmptyState(icon: "shield", title: words.nobody, text: words.nobodyText)
            }
            for (index, one) in waiting.enumerated() {
                if index > 0 { hr() }
                WaitingMachine(inside: inside, waiting: one)
            }
        }.body
    }
}

/// A machine that asks to join, with what has to be compared.
struct WaitingMachine: View {
    let inside: Inside
    let waiting: Announcements.Waiting

    private var words: EnrolmentWords { inside.words.enrolment }
    private var machine: Machine { waiting.pending.machine }

    var body: Markup {
        article(.class("stack"), .aria(.label, machine.hostName)) {
            div(.class("split")) {
                div {
                    h3 { bdi { machine.hostName } }
                    p(.class("small faint")) {
                        "\(machine.system) · \(machine.architecture) · "
                        "\(words.from(waiting.pending.address)) · "
                        Moment(waiting.pending.announced)
                    }
                }
                StatusWord(status: .queued, word: words.waitsForYou)
            }
            if waiting.isDoubtful {
                Notice(status: .warn, text: words.doubtful(machine.hostName))
            }
            Fingerprint(words: inside.words.common, text: waiting.fingerprint)
            div(.class("buttons")) {
                decision("approval", Button(words.match, .submit, kind: .primary, icon: "check"))
                decision("refusal", Button(words.refuse, .submit, kind: .danger))
            }
        }
    }

    private func decision(_ noun: String, _ button: Button) -> Markup {
        form(
            .post(
                to: inside.url("announcements", waiting.pending.id.description, noun),
                inside.frame.csrf)
        ) {
            // What was compared is what is let in, whatever has happened since.
            input(.type(.hidden), .name("fingerprint"), .value(waiting.fingerprint))
            button
        }
    }
}
