internal import Markup

/// Says that the session has ended, while what was typed is still there; shown by its script.
struct SignedOutBar: View {
    let inside: Inside

    private var words: FrameWords { inside.words.frame }

    var body: Markup {
        Element<HTML.Plain>("signed-out")(
            .class("lost"), .role("status"), .hidden, .data(.source, HubSite.session.text)
        ) {
            words.signedOut
            " "
            a(.href("/sign-in"), .inNewTab) { words.signInAgain }
        }
    }
}
