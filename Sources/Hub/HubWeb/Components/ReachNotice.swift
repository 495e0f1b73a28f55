internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What came of trying to reach a place, and when.
struct ReachTest: Sendable {
    let finding: Connections.Finding<String>
    let time: Timestamp
}

/// What came of trying to reach a place: what an agent found there, or why it could not.
struct ReachNotice: View {
    let words: Words
    let test: ReachTest?
    let found: String
    let not: String

    /// - Parameters:
    ///   - test: Nil where nobody tried.
    ///   - found: The heading where it was reached.
    ///   - not: The heading where it was not.
    init(
        _ test: ReachTest?, found: String, not: String, _ words: Words
    ) {
        self.words = words
        self.test = test
        self.found = found
        self.not = not
    }

    var body: Markup {
        if let test {
            switch test.finding {
            case .found(let text):
                Notice(status: .ok, title: found, text: text, time: test.time)
            case .refused(let failure):
                Notice(status: .fail, title: not, text: words.told(failure), time: test.time)
            }
        }
    }
}
