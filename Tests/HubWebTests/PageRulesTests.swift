import Domain
import HTTPServer
import Testing
import Values

@Suite struct PageRulesTests {
    @Test(arguments: ["en", "zh-CN"])
    func everyPageKeepsTheRules(language: String) async throws {
        try await SiteFixture.with { site in
            var door = Browser(site)
            door.languages = language
            _ = try await site.newHub()
            try await door.get("/setup")
            expectRules(door.page.text, language)
            var owner = try await FirstMinuteTests.owner(of: site)
            owner.cookies["holdfast-language"] = language == "en" ? "en-US" : language
            for path in try await Self.pages(of: site) + ["/nowhere"] {
                try await owner.get(path)
                #expect(owner.page.status == (path == "/nowhere" ? 404 : 200), "\(path)")
                expectRules(owner.page.text, language, path)
            }
            try await door.get("/sign-in")
            expectRules(door.page.text, language)
        }
    }

    /// An address for each page that there is once somebody is signed in.
    static func pages(of site: SiteFixture, named name: String = "web") async throws -> [String] {
        let tenant = try await site.tenant()
        let there = try await site.addProtection(name, to: tenant)
        try await site.addCopy(of: there.vault, named: "\(name) 2")
        _ = try await site.announce(name, to: tenant)
        let values = there.values.merging(["tenant": tenant.description]) { $1 }
        let pages = site.routes.filter {
            $0.method == .get && !$0.about.isDocumented && !$0.security.isEmpty
        }
        return pages.map { route in
            route.pattern.description.split(separator: "/", omittingEmptySubsequences: false)
                .map { segment in
                    guard segment.hasPrefix("{") else { return String(segment) }
                    let name = String(segment.dropFirst().dropLast())
                    return values[name] ?? "no-value-for-\(name)"
                }.joined(separator: "/")
        }.filter { path in !["/export", "/log", "/session"].contains { path.hasSuffix($0) } }
    }

    private func expectRules(_ page: String, _ language: String, _ path: String = "") {
        #expect(page.contains("<html lang=\"\(language == "en" ? "en-US" : language)\""))
        #expect(page.ranges(of: "<h1").count == 1, "\(path)")
        #expect(
            !page.contains("<script>") && !page.contains(" style=") && !page.contains(" onclick"))
        let ids = page.ranges(of: " id=\"").map { range in
            String(page[range.upperBound...].prefix { $0 != "\"" })
        }
        #expect(Set(ids).count == ids.count, "ids are unique on \(path): \(ids)")
        for range in page.ranges(of: "<input class=\"input") {
            let tag = page[range.lowerBound...].prefix { $0 != ">" }
            let id = tag.range(of: " id=\"").map { tag[$0.upperBound...].prefix { $0 != "\"" } }
            #expect(id.map { page.contains("<label for=\"\($0)\"") } == true, "\(tag)")
        }
    }

    @Test func theLanguageIsChosenByTheBrowserThenKept() async throws {
        try await SiteFixture.with { site in
            _ = try await site.newHub()
            var browser = Browser(site)
            browser.languages = "fr"
            try await browser.get("/setup")
            #expect(browser.page.text.contains("创建所有者"), "the hub's own comes last")
            browser.languages = "de, en;q=0.5"
            try await browser.get("/setup")
            #expect(browser.page.text.contains("Create the owner"))
            try await browser.get("/setup?language=zh-CN")
            try await browser.get("/setup")
            #expect(browser.page.text.contains("创建所有者"))
        }
    }

    @Test func theLookIsKeptAndTheSwitchesKeepTheQuery() async throws {
        try await SiteFixture.with { site in
            var browser = try await FirstMinuteTests.owner(of: site)
            try await browser.get("/")
            #expect(!browser.page.text.contains("data-theme"))
            try await browser.get("/?theme=dark")
            try await browser.get("/")
            #expect(browser.page.text.contains("<html lang=\"en-US\" data-theme=\"dark\""))
            let list = "/tenants/\(try await site.tenant())/agents?text=web"
            try await browser.get(list)
            #expect(browser.page.text.contains("agents?text=web&amp;language=zh-CN"))
            try await browser.get("/?theme=%22%3E%3Cscript%3E")
            #expect(browser.page.text.contains("data-theme=\"dark\""))
        }
    }

    @Test func anInsecureHubSaysSoOnEveryPage() async throws {
        try await SiteFixture.with(isInsecure: true) { site in
            var browser = try await FirstMinuteTests.owner(of: site)
            for path in try await Self.pages(of: site) + ["/sign-in", "/nowhere"] {
                try await browser.get(path)
                #expect(browser.page.text.contains("This connection is not encrypted"), "\(path)")
            }
        }
    }

    @Test func nobodyKeepsAPageAndNoOtherSiteFramesIt() async throws {
        try await SiteFixture.with { site in
            var browser = try await FirstMinuteTests.owner(of: site)
            for path in try await Self.pages(of: site) + ["/sign-in", "/nowhere"] {
                try await browser.get(path)
                let fields = browser.page.fields
                #expect(fields["X-Frame-Options"] == "DENY", "\(path)")
                let policy = fields["Content-Security-Policy"] ?? ""
                #expect(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
                #expect(policy.contains("script-src 'self'") && policy.contains("base-uri 'none'"))
                if path != "/nowhere" { #expect(fields[.cacheControl] == "no-store", "\(path)") }
            }
        }
    }

    @Test func filesOfThePagesAreServedForGoodAndAreSmall() async throws {
        try await SiteFixture.with { site in
            _ = try await site.newHub()
            var browser = Browser(site)
            try await browser.get("/setup")
            let first = browser.page
            let sheet = try #require(first.between("<link rel=\"stylesheet\" href=\"", "\""))
            let script = try #require(first.between("<script type=\"module\" src=\"", "\""))
            var sizes: [Int] = []
            for (path, start) in [
                (sheet, "@layer reset, base, components, utilities;"), (script, "// <"),
            ] {
                try await browser.get(path)
                #expect(browser.page.status == 200)
                #expect(browser.page.text.hasPrefix(start))
                #expect(browser.page.fields[.cacheControl]?.contains("immutable") == true)
                sizes.append(browser.page.text.utf8.count)
            }
            #expect(sizes[0] < 60_000, "the style sheet, as docs/design.md has it")
            #expect(sizes.reduce(0, +) < 80_000, "styles and scripts together: \(sizes)")
        }
    }
}
