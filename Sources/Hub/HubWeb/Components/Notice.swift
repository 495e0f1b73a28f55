internal import Markup

/// Stays until it is solved: an error of a form, a warning about the hub itself.
struct Notice: View {
    let status: Status
    var title: String?
    let text: String
    var id: String?

    var body: Markup {
        div(
            .class("notice"), status.attribute, status == .fail ? .role("alert") : nil,
            id.map { .id($0) }
        ) {
            Glyph(status: status)
            div {
                if let title { h2 { title } }
                p { text }
            }
        }
    }
}
