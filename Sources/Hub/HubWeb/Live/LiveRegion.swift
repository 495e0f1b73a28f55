internal import HTTPServer
internal import Markup

private let liveRegion = Element<HTML.Plain>("live-region")

/// A part of a page that stays fresh while it is looked at; without scripts it is as it was when
/// the page was loaded. There is one on a page.
struct LiveRegion: View {
    /// The page it is on, whose events it follows.
    let url: URLReference
    private let words: CommonWords
    let content: Markup

    init(at url: URLReference, _ words: CommonWords, @MarkupBuilder content: () -> Markup) {
        self.url = url
        self.words = words
        self.content = content()
    }

    var body: Markup {
        liveRegion(.data(.source, url.text), .data(.lost, words.connectionLost("…"))) { content }
    }
}

extension DataName {
    /// Where a live region's events come from.
    static let source = DataName("data-source")
    /// What is said when they do not come any more; an ellipsis stands for the time.
    static let lost = DataName("data-lost")
}

extension RequestContext {
    /// Whether the events of a page are asked for, and not the page.
    var wantsEvents: Bool {
        request.fields[.accept]?.contains("text/event-stream") == true
    }
}
