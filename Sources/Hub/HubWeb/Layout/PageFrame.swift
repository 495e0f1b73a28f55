internal import Domain
internal import Markup

/// What every page knows of the request it answers.
struct PageFrame: Sendable {
    let words: Words
    /// Proves the forms on the page; tied to the session, or to the door's cookie before one.
    let csrf: CSRFToken
    /// Where this page is, for the language switch.
    let path: String
    let version: String
    /// Whether passwords cross a network in the clear.
    let isInsecure: Bool

    var language: Language { words.language }

    /// The same page in the other language; the choice is kept in a cookie.
    var languageSwitch: Markup {
        let other = language.other
        let address = URLReference("\(path)?language=\(other.rawValue)") ?? "/"
        return a(.href(address), .lang(other.rawValue)) { other.ownName }
    }

    @MarkupBuilder var insecureNotice: Markup {
        if isInsecure {
            Notice(
                status: .warn, title: words.frame.insecureTitle, text: words.frame.insecureText)
        }
    }
}
