internal import Markup

/// Stands where a list will be: what this is, and the first step.
struct EmptyState: View {
    let icon: String
    let title: String
    let text: String
    var action = Markup()

    var body: Markup {
        div(.class("empty")) {
            Icon(icon)
            h2 { title }
            p { Prose(text) }
            action
        }
    }
}

/// Where content is on its way.
struct Skeleton: View {
    let label: String

    var body: Markup {
        div(.aria(.busy, "true"), .role("status"), .aria(.label, label)) {
            span(.class("bone w2"))
            span(.class("bone w3"))
            span(.class("bone w1"))
        }
    }
}
