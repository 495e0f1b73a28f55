import HTTPServer
import Markup
import Testing

@testable import HubWeb

@Suite struct FirstMinuteTests {
    private let form = [
        "name": "Mara <Lindqvist>", "login": "mara@example.org",
        "password": SiteFixture.password, "language": "en-US",
    ]

    @Test func nothingButSetupIsOpenBeforeTheOwnerExists() async throws {
        try await SiteFixture.with { site in
            _ = try await site.newHub()
            var browser = Browser(site)
            for path in ["/", "/sign-in"] {
                try await browser.get(path)
                #expect(browser.page.status == 303)
                #expect(browser.page.location == "/setup")
            }
            try await browser.get("/setup")
            #expect(browser.page.status == 200)
            #expect(browser.page.text.contains("Create the owner"))
        }
    }

    @Test func theOwnerIsMadeAndSeesTheOverview() async throws {
        try await SiteFixture.with { site in
            let code = try await site.newHub()
            var browser = Browser(site)
            try await browser.get("/setup")
            try await browser.post("/setup", form.merging(["code": " \(code)\n"]) { $1 })
            #expect(browser.page.status == 303)
            #expect(browser.page.location == "/")
            try await browser.get("/")
            #expect(browser.page.status == 200)
            #expect(browser.page.text.contains("Nothing is protected yet."))
            #expect(browser.page.text.contains("Mara &lt;Lindqvist&gt;"))
            try await browser.get("/hub")
            #expect(browser.page.text.contains("The hub got its first owner"))

            try await browser.get("/setup")
            #expect(browser.page.location == "/")
        }
    }

    @Test func aWrongCodeAndWrongFieldsKeepWhatWasTyped() async throws {
        try await SiteFixture.with { site in
            let code = try await site.newHub()
            var browser = Browser(site)
            try await browser.get("/setup")
            try await browser.post(
                "/setup", form.merging(["code": code, "password": "short"]) { $1 })
            #expect(browser.page.status == 422)
            #expect(browser.page.text.contains("One field needs a change."))
            #expect(browser.page.text.contains("Use at least 12 characters."))
            #expect(browser.page.text.contains("value=\"Mara &lt;Lindqvist&gt;\""))
            #expect(!browser.page.text.contains("short\""))

            try await browser.post("/setup", form.merging(["code": "nonsense"]) { $1 })
            #expect(browser.page.status == 403)
            #expect(browser.page.text.contains("This code is not valid"))
            try await browser.post("/setup", form.merging(["code": code]) { $1 })
            #expect(browser.page.status == 303)
        }
    }

    @Test func peopleSignOutAndInAgain() async throws {
        try await SiteFixture.with { site in
            var browser = try await Self.owner(of: site)
            try await browser.get("/")
            try await browser.post("/sign-out", [:])
            #expect(browser.page.location == "/sign-in")
            try await browser.get("/")
            #expect(browser.page.location == "/sign-in")

            try await browser.get("/sign-in")
            let wrong = ["login": "mara@example.org", "password": "wrong"]
            try await browser.post("/sign-in", wrong)
            #expect(browser.page.status == 401)
            #expect(browser.page.text.contains("E-mail and password do not go together."))
            #expect(browser.page.text.contains("value=\"mara@example.org\""))
            for _ in 0..<4 { try await browser.post("/sign-in", wrong) }
            let right = ["login": "mara@example.org", "password": SiteFixture.password]
            try await browser.post("/sign-in", right)
            #expect(browser.page.status == 429)
        }
    }

    @Test func whoSignsInGoesOnWhereTheyWere() async throws {
        try await SiteFixture.with { site in
            _ = try await Self.owner(of: site)
            let base = "/tenants/\(try await site.tenant())"
            var browser = Browser(site)
            try await browser.get("\(base)/runs?show=failed&text=a%26b")
            let door = try #require(browser.page.location)
            #expect(door.hasPrefix("/sign-in?next=%2Ftenants%2F"))
            try await browser.get(door)
            #expect(browser.page.text.contains("You go on where you were."))
            let next = try #require(browser.page.between("name=\"next\" value=\"", "\""))
            let form = [
                "login": "mara@example.org", "password": SiteFixture.password,
                "next": next.replacing("&amp;", with: "&"),
            ]
            try await browser.post("/sign-in", form.merging(["password": "wrong"]) { $1 })
            #expect(browser.page.text.contains("value=\"\(next)\""), "a wrong try loses nothing")
            try await browser.post("/sign-in", form)
            #expect(browser.page.location == "\(base)/runs?show=failed&text=a%26b")
            // A form that was sent too late leads back to where it was.
            var late = Browser(site)
            try await late.post("\(base)/sources/new", [:], from: "\(base)/sources/new?kind=files")
            #expect(late.page.location?.hasSuffix("%2Fsources%2Fnew%3Fkind%3Dfiles") == true)
        }
    }

    @Test(arguments: ["//evil.test", "https://evil.test/", "/\\evil.test", "evil", "/\t/evil.test"])
    func nobodyIsLedElsewhereAfterSigningIn(place: String) async throws {
        try await SiteFixture.with { site in
            _ = try await Self.owner(of: site)
            var browser = Browser(site)
            try await browser.get("/sign-in")
            try await browser.post(
                "/sign-in",
                [
                    "login": "mara@example.org", "password": SiteFixture.password, "next": place,
                ])
            #expect(browser.page.location == "/")
        }
    }

    @Test func formsOfOthersAreRefused() async throws {
        try await SiteFixture.with { site in
            var browser = try await Self.owner(of: site)
            try await browser.get("/")
            try await browser.post("/sign-out", [:], origin: "https://evil.test")
            #expect(browser.page.status == 403)
            try await browser.get("/")
            try await browser.post("/sign-out", [:], csrf: "guess")
            #expect(browser.page.status == 403)
            var stranger = Browser(site)
            try await stranger.get("/sign-in")
            try await browser.get("/")
            try await browser.post("/sign-out", [:], csrf: stranger.page.csrf)
            #expect(browser.page.status == 403)
            try await browser.get("/")
            #expect(browser.page.status == 200)
        }
    }

    @Test func aFormOutlivesTheHubThatMadeIt() throws {
        let secret: [UInt8] = [1, 2, 3]
        let markup = Markup.form(.post(to: "/", FormGuard().token(for: secret))) {}
        var page = Browser.Shown(status: 200)
        page.text = String(decoding: markup.bytes, as: UTF8.self)
        let sent = try #require(SubmittedForm(Array("csrf=\(page.csrf)".utf8)))
        try FormGuard().check(sent, secret: secret)
        #expect(throws: Problem.self) { try FormGuard().check(sent, secret: [1, 2, 4]) }
    }

    @Test func codesOfFormsAreMaskedAnew() async throws {
        try await SiteFixture.with { site in
            var browser = try await Self.owner(of: site)
            try await browser.get("/")
            let first = browser.page.csrf
            try await browser.get("/")
            #expect(first != browser.page.csrf)
            try await browser.post("/sign-out", [:], csrf: first)
            #expect(browser.page.location == "/sign-in")
        }
    }

    static func owner(of site: SiteFixture) async throws -> Browser {
        let code = try await site.newHub()
        var browser = Browser(site)
        try await browser.get("/setup")
        try await browser.post(
            "/setup",
            [
                "code": code, "name": "Mara", "login": "mara@example.org",
                "password": SiteFixture.password, "language": "en-US",
            ])
        return browser
    }
}
