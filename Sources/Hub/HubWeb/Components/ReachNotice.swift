internal import Domain
internal import HubCore
internal import Markup

/// What came of trying to reach a place: what an agent found there, or why it could not.
struct ReachNotice: View {
    let words: Words
    let finding: Connections.Finding<String>?
    let found: String
    let not: String

    /// - Parameters:
    ///   - finding: Nil where nobody tried.
    ///   - found: The heading where it was reached.
    ///   - not: The heading where it was not.
    init(
        _ finding: Connections.Finding<String>?, found: String, not: String, _ words: Words
    ) {
        self.words = words
        self.finding = finding
        self.found = found
        self.not = not
    }

    var body: Markup {
        switch finding {
        case .found(let text)?: Notice(status: .ok, title: found, text: text)
        case .refused(let failure)?: Notice(status: .fail, title: not, text: words.told(failure))
        case nil: Markup()
        }
    }
}
