internal import Markup

/// The page of every morning.
struct OverviewPage: View {
    let inside: Inside
    let region: LiveRegion

    var body: Markup {
        ShellPage(inside, title: inside.words.overview.title, at: .overview) { region }
    }
}
