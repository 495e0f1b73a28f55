internal import Domain
internal import Markup

/// What every page knows of the request it answers.
struct PageFrame: Sendable {
    let words: Words
    /// Proves the forms on the page; tied to the session, or to the door's cookie before one.
    let csrf: CSRFToken
    /// Where this page is, and the query it was asked with, for the switches.
    let path: String
    var query = ""
    let version: String
    /// Whether passwords cross a network in the clear.
    let isInsecure: Bool
    var theme = Theme.system
    /// Whether the page answers a form: asked for anew, it would lose what was typed, or what is
    /// shown once.
    var answersForm = false

    var language: Language { words.language }

    /// The same page in the other language; the choice is kept in a cookie.
    var languageSwitch: Markup {
        let other = language.other
        return a(.href(here(with: Visit.languageField, other.rawValue)), .lang(other.rawValue)) {
            Icon("globe")
            other.ownName
        }
    }

    /// This page with one more choice.
    func here(with name: String, _ value: String) -> URLReference {
        let kept = query.split(separator: "&").filter { part in
            !Visit.choiceFields.contains { part.hasPrefix("\($0)=") }
        }
        let query = (kept.map(String.init) + ["\(name)=\(value)"]).joined(separator: "&")
        return URLReference("\(path)?\(query)") ?? "/"
    }

    /// For the `html` element.
    var rootAttributes: [Attribute<HTML.Plain>?] {
        theme == .system ? [] : [.data(.theme, theme.rawValue)]
    }

    @MarkupBuilder var insecureNotice: Markup {
        if isInsecure {
            Notice(
                status: .warn, title: words.frame.insecureTitle, text: words.frame.insecureText)
        }
    }
}
