import Domain
import HTTPServer
import Store
import Testing

/// What comes from outside is shown and never obeyed.
@Suite struct HostileInputTests {
    private static let names = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "</title><svg/onload=alert(1)>", "javascript:alert(1)", "&lt;b&gt;", "{{7*7}}",
    ]

    @Test(arguments: names) func aNameIsInertOnEveryPage(name: String) async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            try await owner.get("/tenants/\(tenant)/api-tokens")
            try await owner.post("/tenants/\(tenant)/api-tokens", ["name": name, "role": "viewer"])
            #expect(owner.page.status == 200)
            let pages = try await PageRulesTests.pages(of: site, named: name)
            var seen = 0
            for path in pages {
                try await owner.get(path)
                #expect(owner.page.status == 200, "\(path)")
                let text = owner.page.text
                #expect(!text.contains("<script>") && !text.contains("<img src=x"), "\(path)")
                #expect(!text.contains("<svg/onload") && !text.contains("'alert"), "\(path)")
                #expect(!text.contains("href=\"javascript"), "\(path)")
                if text.contains(Self.escaped(name)) { seen += 1 }
            }
            #expect(seen >= 15, "the name was shown on \(seen) pages")
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    @Test func everyFormOfSomebodyElseIsRefused() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let agent = try await site.store.agent(there.agent)
            let values = there.values.merging([
                "tenant": "\(tenant)", "token": "\(there.agent)", "announcement": "\(there.agent)",
                "hold": "\(there.agent)", "hosted": "\(tenant)",
                "administrator": "\(there.agent)",
                "alert": "\(there.agent)", "deletion": "\(there.agent)",
            ]) { $1 }
            let forms = site.routes.filter { $0.method == .post && !$0.security.isEmpty }
            #expect(forms.count >= 20)
            for form in forms {
                let path = values.reduce(form.pattern.description) { path, value in
                    path.replacing("{\(value.key)}", with: value.value)
                }
                for (csrf, origin) in [
                    ("", "http://hub.test"), ("guess", "http://hub.test"),
                ] {
                    try await owner.post(
                        path, ["standing": "paused", "confirmation": "web"], csrf: csrf,
                        origin: origin)
                    #expect(owner.page.status == 403, "\(path)")
                    #expect(owner.page.text.contains("This page was open for too long"))
                }
                try await owner.get("/")
                try await owner.post(
                    path, ["standing": "paused", "confirmation": "web"],
                    origin: "https://evil.test")
                #expect(owner.page.status == 403, "\(path)")
            }
            #expect(try await site.store.agent(there.agent) == agent, "nothing was changed")
            #expect(try await site.store.source(there.source, of: tenant) != nil)
        }
    }

    @Test func nothingLeadsAway() async throws {
        try await SiteFixture.with { site in
            var browser = try await FirstMinuteTests.owner(of: site)
            let pages = try await PageRulesTests.pages(of: site)
            for query in ["next=https://evil.test", "return=//evil.test", "after=//evil.test"] {
                for path in pages {
                    try await browser.get("\(path)?\(query)")
                    #expect(browser.page.status == 200, "\(path)")
                    #expect(!browser.page.text.contains("href=\"https://evil"))
                    #expect(!browser.page.text.contains("href=\"//evil"))
                }
            }
            try await browser.get("/")
            try await browser.post("/sign-out?next=https://evil.test", ["next": "//evil.test"])
            #expect(browser.page.location == "/sign-in")
        }
    }

    @Test func whatIsNotAllowedIsNotShown() async throws {
        try await SiteFixture.with { site in
            _ = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            var viewer = try await site.browser(of: .viewer, in: tenant)
            for (path, status) in [
                ("agents", 200), ("agents/\(agent.id)", 200), ("agents/new", 403),
                ("agents/\(agent.id)/deletion", 403), ("enrolment-tokens", 403),
                ("vaults", 200), ("vaults/new", 403), ("sources", 200), ("sources/new", 403),
                ("schedules", 200), ("schedules/new", 403), ("runs", 200), ("snapshots", 200),
                ("api-tokens", 403), ("members", 403), ("audit", 403), ("audit/export", 403),
            ] {
                try await viewer.get("/tenants/\(tenant)/\(path)")
                #expect(viewer.page.status == status, "\(path)")
            }
            try await viewer.get("/tenants/\(tenant)/agents/\(agent.id)")
            #expect(!viewer.page.text.contains("Delete…"))
            #expect(!viewer.page.text.contains("<textarea"))
            for path in ["/hub", "/hub/audit", "/design"] {
                try await viewer.get(path)
                #expect(viewer.page.status == 403, "\(path)")
            }
            try await viewer.get("/tenants/\(agent.id)/agents")
            #expect(viewer.page.status == 404, "a tenant one has no part in is not there")
        }
    }
}
