internal import Cryptography
internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// A link to files that is good once: taken here by a click, or elsewhere.
struct DownloadOfferPage: View {
    let inside: Inside
    let shown: ShownSnapshot
    let offer: DownloadOffer
    let address: String

    private var words: FileWords { inside.words.files }
    private var token: String { offer.token.revealed() }

    var body: Markup {
        ShellPage(inside, title: words.downloadTitle, at: .snapshots) {
            PageHead(
                title: words.downloadTitle,
                crumbs: [
                    (inside.words.snapshots.title, inside.url("snapshots")),
                    (
                        inside.words.snapshots.of(shown),
                        inside.url("snapshots", shown.snapshot.id.description)
                    ),
                ], crumbsLabel: inside.words.common.breadcrumb, lead: words.downloadText)
            div(.class("stack")) {
                Panel(offer.name, id: "file") {
                    p(.class("small muted")) {
                        words.goodUntil
                        " "
                        Moment(offer.expires)
                    }
                    Markup.form(.post(to: "/api/v1/downloads", inside.frame.csrf)) {
                        input(.type(.hidden), .name("token"), .value(token))
                        div { Button(words.download, .submit, kind: .primary, icon: "download") }
                    }
                    ShownOnce(
                        instead: inside.url(
                            "snapshots", shown.snapshot.id.description, "files"))
                }
                Panel(words.elsewhere, id: "link", note: words.elsewhereText) {
                    CopyLine(
                        words: inside.words.common, text: "\(address)/download#\(token)",
                        name: words.theLink)
                }
            }
        }
    }
}

/// Where such a link leads: the token stands in its fragment, and is sent by a click.
struct DownloadDoorPage: View {
    let frame: PageFrame

    private var words: FileWords { frame.words.files }

    var body: Markup {
        DoorPage(frame: frame, title: words.downloadTitle, content: content)
    }

    private var content: Markup {
        section(.class("panel")) {
            div(.class("body roomy")) {
                h1 { words.downloadTitle }
                p(.class("muted")) { words.doorText }
                form(.post(to: "/api/v1/downloads", frame.csrf), .class("form")) {
                    Element<HTML.Plain>("setup-code")() {
                        TextField(
                            name: "token", label: words.code, hint: frame.words.people.codeHint,
                            autocomplete: .oneTimeCode)
                    }
                    button(.type(.submit), .class("button primary block")) { words.download }
                }
            }
        }
    }
}
