internal import Markup

/// What can be done here, as a button: verb first, and `…` when it asks more.
struct Button: View {
    enum Kind: String, Sendable {
        case plain, primary, quiet, danger
        /// The last step of what cannot be undone.
        case finalDanger
    }

    /// What happens: another page, or the form around it is sent.
    enum Deed: Sendable {
        case open(URLReference)
        case submit
        /// Sent with this name and value, where a form has several buttons.
        case choose(name: String, value: String)
        /// The same for a step on the way, before the form is filled in.
        case turn(name: String, value: String)
    }

    let deed: Deed
    let text: String
    var kind = Kind.plain
    var icon: String?
    var isMini = false

    init(
        _ text: String, _ deed: Deed, kind: Kind = .plain, icon: String? = nil,
        isMini: Bool = false
    ) {
        self.text = text
        self.deed = deed
        self.kind = kind
        self.icon = icon
        self.isMini = isMini
    }

    private var classes: String {
        let look =
            switch kind {
            case .plain: ""
            case .primary: " primary"
            case .quiet: " quiet"
            case .danger: " danger"
            case .finalDanger: " danger primary"
            }
        return "button\(look)\(isMini ? " mini" : "")"
    }

    @MarkupBuilder private var face: Markup {
        if let icon { Icon(icon) }
        text
    }

    var body: Markup {
        switch deed {
        case .open(let url): return a(.class(classes), .href(url)) { face }
        case .submit: return button(.type(.submit), .class(classes)) { face }
        case .choose(let name, let value):
            return button(.type(.submit), .class(classes), .name(name), .value(value)) { face }
        case .turn(let name, let value):
            return button(
                .type(.submit), .class(classes), .name(name), .value(value), .formnovalidate
            ) { face }
        }
    }
}
