import Testing

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
            for path in ["/", "/nowhere"] {
                try await owner.get(path)
                expectRules(owner.page.text, language)
            }
            try await door.get("/sign-in")
            expectRules(door.page.text, language)
        }
    }

    private func expectRules(_ page: String, _ language: String) {
        #expect(page.contains("<html lang=\"\(language == "en" ? "en-US" : language)\""))
        #expect(page.ranges(of: "<h1").count == 1)
        #expect(
            !page.contains("<script>") && !page.contains(" style=") && !page.contains(" onclick"))
        let ids = page.ranges(of: " id=\"").map { range in
            String(page[range.upperBound...].prefix { $0 != "\"" })
        }
        #expect(Set(ids).count == ids.count, "ids are unique")
        for range in page.ranges(of: "<input class=\"input\" id=\"") {
            let id = page[range.upperBound...].prefix { $0 != "\"" }
            #expect(page.contains("<label for=\"\(id)\""), "\(id) has a label")
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

    @Test func anInsecureHubSaysSoOnEveryPage() async throws {
        try await SiteFixture.with(isInsecure: true) { site in
            var browser = try await FirstMinuteTests.owner(of: site)
            for path in ["/", "/sign-in", "/nowhere"] {
                try await browser.get(path)
                #expect(browser.page.text.contains("This connection is not encrypted"))
            }
        }
    }

    @Test func filesOfThePagesAreServedForGood() async throws {
        try await SiteFixture.with { site in
            _ = try await site.newHub()
            var browser = Browser(site)
            try await browser.get("/setup")
            let sheet = try #require(
                browser.page.between("<link rel=\"stylesheet\" href=\"", "\""))
            try await browser.get(sheet)
            #expect(browser.page.status == 200)
            #expect(browser.page.text.hasPrefix("@layer reset, base, components, utilities;"))
            #expect(browser.page.text.utf8.count < 60_000)
        }
    }
}
