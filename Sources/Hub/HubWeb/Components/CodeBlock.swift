internal import Markup

/// Text as a program wrote it; it may be wider than the page and is scrolled by keys, too.
struct CodeBlock: View {
    let text: String
    let label: String

    var body: Markup {
        pre(.class("code"), .tabindex(0), .role("region"), .aria(.label, label)) {
            code { text }
        }
    }
}
