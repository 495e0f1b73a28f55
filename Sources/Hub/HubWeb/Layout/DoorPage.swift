internal import Domain
internal import Markup

/// A page before anybody is signed in: the brand, one panel, a foot.
struct DoorPage: View {
    let frame: PageFrame
    let title: String
    var isBroad = false
    let content: Markup

    var body: Markup {
        Page(
            language: frame.language.rawValue, title: "\(title) · Holdfast", icon: Asset.mark,
            stylesheets: [Asset.stylesheet], scripts: [Asset.script],
            attributes: frame.rootAttributes,
            bodyAttributes: [.class("door", isBroad ? "broad" : nil)]
        ) {
            main(.id("main")) {
                Brand(size: 40)
                frame.insecureNotice
                content
            }
            footer {
                span { "Holdfast \(frame.version)" }
                frame.languageSwitch
            }
        }
    }
}
