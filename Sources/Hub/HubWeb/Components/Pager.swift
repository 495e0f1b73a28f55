internal import Markup

/// Leads to the other parts of a long list.
struct Pager: View {
    let words: CommonWords
    let summary: String
    var first: URLReference?
    var next: URLReference?

    var body: Markup {
        div(.class("pager")) {
            span { summary }
            span(.class("buttons")) {
                if let first {
                    Button(words.firstPage, .open(first), icon: "back", isMini: true)
                }
                if let next {
                    Button(words.nextPage, .open(next), icon: "forward", isMini: true)
                }
            }
        }
    }
}
