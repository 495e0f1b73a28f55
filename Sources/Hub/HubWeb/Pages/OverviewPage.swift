internal import Domain
internal import Markup
internal import Values

/// The page of every morning.
struct OverviewPage: View {
    let frame: PageFrame
    let user: User
    let facts: HubFacts
    let freeSpace: ByteCount?
    let events: [AuditEvent]

    private var words: OverviewWords { frame.words.overview }

    var body: Markup {
        ShellPage(
            frame: frame, title: words.title, user: user,
            hubLine: frame.words.frame.upSince(Moment(facts.started).text),
            content: div(.class("stack")) {
                verdict;
                div(.class("cols")) {
                    activity; hub
                }
            })
    }

    private var verdict: Markup {
        section(.class("panel"), .aria(.labelledBy, "verdict")) {
            div(.class("body roomy")) {
                div(.class("verdict"), Status.unknown.attribute) {
                    Glyph(status: .unknown, isBig: true)
                    h1(.id("verdict")) { words.verdict }
                    p { words.verdictDetail }
                }
            }
        }
    }

    private var hub: Markup {
        section(.class("panel"), .aria(.labelledBy, "hub")) {
            header { h2(.id("hub")) { words.hubHeading } }
            div(.class("body")) {
                dl(.class("facts")) {
                    fact(words.version, frame.version)
                    fact(words.store, facts.store)
                    if let freeSpace { fact(words.freeSpace, freeSpace.description) }
                    fact(words.dataFolder, facts.dataFolder)
                    dt { words.started }
                    dd { Moment(facts.started) }
                }
            }
        }
    }

    @MarkupBuilder private func fact(_ name: String, _ value: String) -> Markup {
        dt { name }
        dd { value }
    }

    private var activity: Markup {
        section(.class("panel"), .aria(.labelledBy, "activity")) {
            header { h2(.id("activity")) { words.activityHeading } }
            div(.class("body")) {
                if events.isEmpty {
                    p(.class("muted")) { words.noActivity }
                } else {
                    ol(.class("timeline")) {
                        for event in events { row(event) }
                    }
                }
            }
        }
    }

    private func row(_ event: AuditEvent) -> Markup {
        let status: Status = event.draft.action == .signInFailed ? .warn : .ok
        return li(status.attribute) {
            Glyph(status: status)
            span { words.action(event.draft.action) }
            span(.class("when")) { Moment(event.draft.time) }
            if case .user(_, let login) = event.draft.actor { small { words.by(login) } }
        }
    }
}
