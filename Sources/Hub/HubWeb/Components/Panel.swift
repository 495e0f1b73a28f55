internal import Markup

/// A part of a page with a heading of its own.
struct Panel: View {
    let id: String
    let title: String
    /// Beside the heading: a count, a link to more.
    var aside = Markup()
    /// Under the heading, where the heading does not say it all.
    var note: String?
    var isDanger = false
    var isPadded = true
    /// Tables and lists that fill the panel from edge to edge.
    var footing = Markup()
    let content: Markup

    init(
        _ title: String, id: String, aside: Markup = Markup(), note: String? = nil,
        isDanger: Bool = false, isPadded: Bool = true, footing: Markup = Markup(),
        @MarkupBuilder content: () -> Markup
    ) {
        self.title = title
        self.id = id
        self.aside = aside
        self.note = note
        self.isDanger = isDanger
        self.isPadded = isPadded
        self.footing = footing
        self.content = content()
    }

    var body: Markup {
        section(.class("panel", isDanger ? "danger" : nil), .aria(.labelledBy, id)) {
            header {
                h2(.id(id)) { title }
                aside
                if let note { p { Prose(note) } }
            }
            if isPadded { div(.class("body")) { content } } else { content }
            if !footing.isEmpty { footer { footing } }
        }
    }
}
