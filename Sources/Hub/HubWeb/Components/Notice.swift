internal import Markup
internal import Values

/// Stays until it is solved: an error of a form, a warning about the hub itself.
struct Notice: View {
    let status: Status
    var title: String?
    let text: String
    var id: String?
    /// When it was so, where it may be otherwise since.
    var time: Timestamp?
    /// The next step.
    var action = Markup()

    var body: Markup {
        div(
            .class("notice"), status.attribute, status == .fail ? .role("alert") : nil,
            id.map { .id($0) }
        ) {
            Glyph(status: status)
            div {
                if let title { h2 { title } }
                p { Prose(text) }
                if let time { p(.class("small muted")) { Moment(time) } }
                if !action.isEmpty { div(.class("buttons")) { action } }
            }
        }
    }
}

/// Says once that it worked.
struct Toast: View {
    let text: String

    var body: Markup {
        div(.class("toasts"), .role("status")) {
            Element<HTML.Plain>("brief-toast")(.class("toast"), .status(.ok)) {
                Glyph(status: .ok)
                p { text }
            }
        }
    }
}
