internal import Domain
internal import HTTPServer
internal import Markup

/// Stands where another page was expected.
struct ProblemPage: View {
    let frame: PageFrame
    let status: HTTPStatus
    /// Says more closely why.
    var reason = ""
    let requestID: String

    private var words: ProblemWords { frame.words.problem }

    var body: Markup {
        DoorPage(frame: frame, title: title, content: content)
    }

    private var title: String {
        switch (reason, status.code) {
        case (FormGuard.staleCode, _): words.stale
        case (_, 404): words.notFound
        case (_, 403): words.forbidden
        case (_, 500...): words.failed
        default: words.refused
        }
    }

    private var text: String? {
        if let refusal = Refusal(rawValue: reason) {
            return frame.words.refusals.sentence(for: refusal)
        }
        switch (reason, status.code) {
        case (FormGuard.staleCode, _): return words.staleText
        case (_, 404): return words.notFoundText
        case (_, 403): return words.forbiddenText
        case (_, 500...): return words.failedText
        default: return nil
        }
    }

    private var content: Markup {
        section(.class("panel")) {
            div(.class("body roomy")) {
                h1 { title }
                if let text { p { text } }
                p(.class("small faint")) {
                    "\(words.requestID) "
                    code { requestID }
                }
                a(.class("button primary"), .href("/")) { words.goHome }
            }
        }
    }
}
