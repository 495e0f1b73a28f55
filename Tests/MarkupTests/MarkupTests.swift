import Testing

@testable import Markup

@Suite struct MarkupTests {
    @Test func elementsAttributesAndTextAreWrittenAsHTML() {
        let runs = ["first", "second"]
        let markup = section(.class("panel"), .id("runs"), .aria(.label, "Runs")) {
            h2 { "Runs" }
            if runs.isEmpty {
                p { "None yet." }
            } else {
                ul {
                    for run in runs { li(.data(.status, "ok")) { run } }
                }
            }
            br()
            input(.type(.checkbox), .name("quiet"), .checked)
        }
        #expect(
            markup.description == """
                <section class="panel" id="runs" aria-label="Runs"><h2>Runs</h2>\
                <ul><li data-status="ok">first</li><li data-status="ok">second</li></ul><br>\
                <input type="checkbox" name="quiet" checked></section>
                """)
    }

    @Test func theSameFiveCharactersAreEscapedInTextAndInAttributes() {
        let hostile = "<b> & \"it's\""
        let escaped = "&lt;b&gt; &amp; &quot;it&#39;s&quot;"
        #expect(p { hostile }.description == "<p>\(escaped)</p>")
        #expect(p(.title(hostile)).description == "<p title=\"\(escaped)\"></p>")
        #expect(Markup(hostile).description == escaped)
    }

    @Test func nilAttributesAreDroppedAndClassesMerged() {
        let isOn = [false].contains(true)
        let markup = div(
            .class("a", isOn ? "no" : nil, "b"), .title("x"), isOn ? .hidden : nil, .class("c"))
        #expect(markup.description == "<div class=\"a b c\" title=\"x\"></div>")
        #expect(div(.class(), nil).description == "<div></div>")
        #expect(div(.class(""), .class("c")).description == "<div class=\"c\"></div>")
    }

    @Test func theLastMentionOfAnAttributeCounts() {
        let markup = div(.title("default"), .id("x"), .title("caller's"))
        #expect(markup.description == "<div id=\"x\" title=\"caller&#39;s\"></div>")
    }

    @Test func optionalTextAndViewsAreBuilt() {
        struct Greeting: View {
            let name: String?
            var body: Markup {
                b { name }
                name.map { name in small { name } }
            }
        }
        #expect(p { Greeting(name: "Mara") }.description == "<p><b>Mara</b><small>Mara</small></p>")
        #expect(p { Greeting(name: nil) }.description == "<p><b></b></p>")
    }

    @Test func aFormThatChangesSomethingAlwaysCarriesItsToken() {
        let token = CSRFToken("t\"k")
        let post = form(.post(to: "/login", token), .id("f")) { button { "Sign in" } }
        #expect(
            post.description == """
                <form method="post" action="/login" id="f">\
                <input type="hidden" name="csrf" value="t&quot;k"><button>Sign in</button></form>
                """)
        let get = form(.get("/search")) { input(.type(.search), .name("q")) }
        #expect(
            get.description
                == "<form action=\"/search\"><input type=\"search\" name=\"q\"></form>")
        #expect(form(.dialog) {}.description == "<form method=\"dialog\"></form>")
    }

    @Test func aPageHasItsSkeleton() {
        let page = Page(
            language: "zh-CN", title: "概览 & more", icon: "/assets/mark.svg",
            stylesheets: ["/assets/holdfast.css"], scripts: ["/assets/live-region.js"],
            attributes: [.data(.theme, "dark")]
        ) { h1 { "Hi" } }
        #expect(
            page.markup.description == """
                <!doctype html>
                <html lang="zh-CN" data-theme="dark"><head><meta charset="utf-8">\
                <meta name="viewport" content="width=device-width, initial-scale=1">\
                <meta name="color-scheme" content="light dark"><title>概览 &amp; more</title>\
                <link rel="icon" href="/assets/mark.svg">\
                <link rel="stylesheet" href="/assets/holdfast.css">\
                <script type="module" src="/assets/live-region.js"></script></head>\
                <body><h1>Hi</h1></body></html>
                """)
    }

    @Test func aPageIsCutAtItsGapForStreaming() {
        let page = table {
            caption { "All" }
            tbody { Markup.gap }
        }
        let (before, after) = page.split()
        #expect(before.description == "<table><caption>All</caption><tbody>")
        #expect(after.description == "</tbody></table>")
        #expect(p { "x" }.split().after.isEmpty)
    }

    @Test func drawingsAreWrittenWithoutStyle() {
        let chart = svg(.class("spark"), .viewBox(0, 0, 100, 28), .stretched, .ariaHidden) {
            path(.d("M0 26 20 20.8"))
            rect(.x(0), .y(3.5), .width(.percent(62.999)), .height(9), .class("c-bar"))
            polyline(.points([(0, 1), (2.5, 3.126)]))
            use(.href("/assets/icons.svg#run"))
        }
        #expect(
            chart.description == """
                <svg class="spark" viewBox="0 0 100 28" preserveAspectRatio="none" \
                aria-hidden="true"><path d="M0 26 20 20.8"></path>\
                <rect x="0" y="3.5" width="63%" height="9" class="c-bar"></rect>\
                <polyline points="0,1 2.5,3.13"></polyline>\
                <use href="/assets/icons.svg#run"></use></svg>
                """)
    }

    @Test func whatRunsScriptOrLeadsAwayIsNoCustomAttribute() async {
        await #expect(processExitsWith: .failure) { _ = div(.custom("onclick", "x()")) }
        await #expect(processExitsWith: .failure) { _ = div(.custom("style", "x")) }
        await #expect(processExitsWith: .failure) { _ = div(.custom("a b", "x")) }
        await #expect(processExitsWith: .success) { _ = div(.custom("fetchpriority", "low")) }
    }
}
