internal import Markup

/// Sentences in which what is typed into a terminal stands between backticks.
struct Prose: View {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    @MarkupBuilder var body: Markup {
        let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
        // One that is alone means nothing.
        if pieces.count.isMultiple(of: 2) {
            text
        } else {
            for (index, piece) in pieces.enumerated() {
                if index.isMultiple(of: 2) { String(piece) } else { code { String(piece) } }
            }
        }
    }
}
