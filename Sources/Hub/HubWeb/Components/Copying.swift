internal import Markup

private let copyButton = Element<HTML.Plain>("copy-button")

/// Text to be taken elsewhere as it is: a command, a token.
struct CopyLine: View {
    let words: CommonWords
    let text: String
    /// What is copied, for those who do not see it.
    let name: String
    var prompt: String?
    var id: String?

    var body: Markup {
        copyButton(.class("copy")) {
            code(id.map { .id($0) }) {
                if let prompt { span(.class("prompt"), .ariaHidden) { prompt } }
                span(.data(.copied, "")) { text }
            }
            CopyFace(words: words, name: name)
        }
    }
}

/// A key's digest, in groups that can be read aloud and compared.
struct Fingerprint: View {
    let words: CommonWords
    let text: String

    var body: Markup {
        copyButton(.class("row")) {
            span(.class("print")) {
                for group in text.split(separator: " ") { span { String(group) } }
            }
            span(.class("sr"), .data(.copied, "")) { text }
            CopyFace(words: words, name: words.fingerprint)
        }
    }
}

/// Beside a secret that is shown once, on the page that answers the form which made it.
struct ShownOnce: View {
    /// What a reload and the way back ask for instead of sending the form again.
    let instead: URLReference

    var body: Markup {
        Element<HTML.Plain>("shown-once")(.hidden, .data(.instead, instead.text)) {}
    }
}

/// Shown by the script that makes it work.
private struct CopyFace: View {
    let words: CommonWords
    let name: String

    var body: Markup {
        button(
            .type(.button), .class("button mini"), .hidden, .aria(.label, words.copyName(name)),
            .data(.done, words.copied)
        ) {
            Icon("copy")
            span { words.copy }
        }
    }
}

extension DataName {
    /// On the text that is copied.
    static let copied = DataName("data-copied")
    /// An address without a secret.
    static let instead = DataName("data-instead")
    /// What a button says when it is done.
    static let done = DataName("data-done")
}
