internal import Markup

/// Every part of the design language, once, in the theme and language one is in.
struct DesignPage: View {
    let inside: Inside

    private let title = "Components"

    var body: Markup {
        ShellPage(inside, title: title, at: .design, stylesheets: [Asset.livingStylesheet]) {
            PageHead(
                title: title,
                lead: "Every part of the language, once, in the theme and language you are in.")
            div(.class("stack")) {
                DesignTokens()
                div(.class("cols even")) {
                    div(.class("stack")) {
                        DesignButtons()
                        DesignForms(inside: inside)
                        DesignCharts(inside: inside)
                    }
                    div(.class("stack")) {
                        DesignFeedback(inside: inside)
                        DesignProgress(inside: inside)
                        DesignCodes(inside: inside)
                    }
                }
                DesignTable(inside: inside)
                DesignIcons()
            }
        }
    }
}
