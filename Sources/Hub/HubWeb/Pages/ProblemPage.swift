internal import HTTPServer
internal import Markup

/// Stands where another page was expected.
struct ProblemPage: View {
    let frame: PageFrame
    let status: HTTPStatus
    let requestID: String

    private var words: ProblemWords { frame.words.problem }

    var body: Markup {
        DoorPage(frame: frame, title: title, content: content)
    }

    private var title: String {
        switch status.code {
        case 404: words.notFound
        case 403: words.forbidden
        case 500...: words.failed
        default: words.refused
        }
    }

    private var text: String? {
        switch status.code {
        case 404: words.notFoundText
        case 403: words.forbiddenText
        case 500...: words.failedText
        default: nil
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
