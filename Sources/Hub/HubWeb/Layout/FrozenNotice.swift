internal import Domain
internal import Markup
internal import Values

/// Says on every page that the hub was restored, and lets those go on with it who may.
struct FrozenNotice: View {
    let inside: Inside

    private var words: FrameWords { inside.words.frame }

    var body: Markup {
        guard let frozen = inside.frozen else { return Markup() }
        let may = inside.authority.allows(.manageHubBackup)
        let text = words.frozenText(Moment(frozen).text)
        return Notice(
            status: .warn, title: words.frozenTitle,
            text: may ? text : "\(text) \(words.thawHint)", id: "frozen",
            action: may ? confirmation : Markup()
        ).body
    }

    private var confirmation: Markup {
        Markup.row(.post(to: "/hub/thaw", inside.frame.csrf)) {
            Button(words.thaw, .submit, kind: .primary)
        }
    }
}
