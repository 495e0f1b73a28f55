import Domain
import HTTPServer
import Store
import TestSupport
import Testing
import Values

@testable import HubWeb

/// What answers a form without saving anything has an address: a reload and the way back send
/// nothing a second time.
@Suite struct KeptFormsTests {
    @Test func aStepAndWhatIsWrongWithItAreShownAsOftenAsSomebodyAsks() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            try await owner.get("/tenants/\(tenant)/schedules/new")
            let form = [
                "name": "half typed", "preset": "own", "cron": "30 2 * * *", "zone": "UTC",
                "jitter": "10", "enabled": "on",
            ]
            let path = "/tenants/\(tenant)/schedules/new"
            try await owner.post(path, form.merging(["show": "times"]) { $1 })
            let step = owner.shownAgain
            #expect(step.hasPrefix("\(path)?kept="))
            try await owner.post(path, form.merging(["jitter": "1o"]) { $1 })
            let wrong = owner.shownAgain
            try await owner.get(step)
            #expect(owner.page.status == 200)
            #expect(owner.page.text.contains("value=\"half typed\""))
            #expect(owner.page.text.contains("At 02:30"))
            #expect(owner.page.text.contains("theme=dark"), "a switch loses nothing")
            try await owner.get(wrong)
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("“1o” is no whole number."))
            let none = try await site.store.schedules(
                of: tenant, matching: ScheduleFilter(), PageRequest())
            #expect(none.items.isEmpty)

            var admin = try await site.browser(of: .admin, in: tenant)
            try await admin.get(step)
            #expect(!admin.page.text.contains("half typed"), "it is another's")
            #expect(admin.page.text.contains("no longer at hand"))
            #expect(admin.page.text.contains("name=\"zone\""), "the form as it begins")
        }
    }

    /// A rule that only shows when it is tried is told again as well, and nothing is tried again.
    @Test func whatARuleRefusedIsToldAgain() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/keys"
            try await owner.get(path)
            try await owner.post(path, ["name": "paper", "recipient": "no key"])
            #expect(owner.page.status == 422)
            let refused = owner.shownAgain
            try await owner.get(refused)
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("value=\"no key\""))

            let there = try await site.addProtection("web", to: tenant)
            let deletion = "/tenants/\(tenant)/sources/\(there.source)/deletion"
            try await owner.get(deletion)
            try await owner.post(deletion, ["confirmation": "wab"])
            try await owner.get(owner.shownAgain)
            #expect(owner.page.text.contains("not the same name"))
            try await owner.get("/tenants/\(tenant)/sources/\(there.source)")
            #expect(owner.page.status == 200)
        }
    }

    @Test func aSessionHasTheLastFew() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let path = "/tenants/\(try await site.tenant())/schedules/new"
            try await owner.get(path)
            var all: [String] = []
            for number in 0..<42 {
                try await owner.post(path, ["name": "step \(number)", "show": "times"])
                all.append(owner.shownAgain)
            }
            try await owner.get(all[1])
            #expect(!owner.page.text.contains("value=\"step 1\""))
            for number in [2, 41] {
                try await owner.get(all[number])
                #expect(owner.page.text.contains("value=\"step \(number)\""), "\(number)")
            }
            // Large ones take the place of more.
            let large = String(repeating: "x", count: 80_000)
            for number in 0..<14 {
                try await owner.post(
                    path, ["name": "large \(number)", "cron": large, "show": "times"])
                all.append(owner.shownAgain)
            }
            try await owner.get(all[42])
            #expect(!owner.page.text.contains("value=\"large 0\""))
            try await owner.get(all[55])
            #expect(owner.page.text.contains("value=\"large 13\""))
        }
    }

    @Test func formsBeginWithTheZoneOfTheReader() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            try await site.addAgent("web", to: tenant)
            owner.cookies["holdfast-zone"] = "Asia/Shanghai"
            for path in ["schedules/new", "protect", "vaults/new"] {
                try await owner.get("/tenants/\(tenant)/\(path)")
                #expect(owner.page.text.contains("value=\"Asia/Shanghai\""), "\(path)")
            }
            try await owner.get("/tenants/\(tenant)/protect")
            #expect(owner.page.text.contains("At 02:00, every day (Asia/Shanghai)"))
            #expect(owner.page.text.ranges(of: "<li><time").count == 5)
            for nonsense in ["Nowhere/Else", "../../etc/passwd", ""] {
                owner.cookies["holdfast-zone"] = nonsense
                try await owner.get("/tenants/\(tenant)/schedules/new")
                #expect(!owner.page.text.contains("value=\"Nowhere"))
                #expect(owner.page.text.ranges(of: "<li><time").count == 5, "one that is known")
            }
        }
    }

    /// What the bar of a page that was open for long asks.
    @Test func aPageCanAskWhetherTheSessionIsStillThere() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            try await owner.get("/profile")
            let bar = try #require(owner.page.between("<signed-out", ">"))
            #expect(bar.contains(" hidden") && bar.contains("data-source=\"/session\""))
            try await owner.get("/session")
            #expect(owner.page.status == 204 && owner.page.text.isEmpty)
            owner.cookies["holdfast-session"] = nil
            try await owner.get("/session")
            #expect(owner.page.status == 303)
        }
    }

    /// Whoever was signed out while they typed finds it again, but for what is secret.
    @Test func whatIsSentAfterTheSessionEndedIsShownAfterSigningIn() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let path = "/tenants/\(try await site.tenant())/sources/new?kind=sftp"
            try await owner.get(path)
            owner.cookies["holdfast-session"] = nil
            let form = [
                "name": "half typed", "host": "nas.lan", "port": "22", "password": "hush-hush",
            ]
            try await owner.post(path, form, from: path)
            let door = owner.shownAgain
            #expect(door.hasPrefix("/sign-in?next=") && door.contains("&kept="))
            #expect(owner.page.text.contains("nothing was saved"))
            let kept = try #require(owner.page.between("name=\"kept\" value=\"", "\""))
            let signIn = [
                "login": "mara@example.org", "password": SiteFixture.password, "next": path,
                "kept": kept,
            ]
            // A browser of somebody else finds nothing, whatever it asks for.
            var other = Browser(site)
            try await other.get(door)
            try await other.post("/sign-in", signIn)
            #expect(other.page.location == path)

            try await owner.post("/sign-in", signIn.merging(["password": "wrong"]) { $1 })
            #expect(owner.page.text.contains("name=\"kept\" value=\"\(kept)\""))
            try await owner.post("/sign-in", signIn)
            #expect(owner.shownAgain.hasPrefix("\(path)&kept="), "\(owner.shownAgain)")
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("value=\"half typed\""))
            #expect(owner.page.text.contains("You were signed out before this was sent"))
            // Sealed for the browser it would be known here.
            #expect(!owner.page.text.contains("name=\"kept_secrets\""))
            #expect(!owner.page.text.contains("hush"))
        }
    }

    /// A page of an earlier session is no proof any more, and what was typed into it is not lost.
    @Test func aPageOfAnEarlierSessionShowsWhatWasTypedInThisOne() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/schedules/new"
            try await owner.get(path)
            let old = owner.page.csrf
            try await owner.get("/sign-in")
            try await owner.post(
                "/sign-in", ["login": "mara@example.org", "password": SiteFixture.password])
            let form = ["name": "half typed", "preset": "nightly", "zone": "UTC"]
            try await owner.post(path, form, csrf: old, from: path)
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("value=\"half typed\""))
            let none = try await site.store.schedules(
                of: tenant, matching: ScheduleFilter(), PageRequest())
            #expect(none.items.isEmpty)
            // What does something at once is only refused.
            try await owner.post("\(path)/x", form, csrf: old, from: path)
            #expect(owner.page.status == 404)
            try await owner.post("/sign-out", [:], csrf: old, from: path)
            #expect(owner.page.status == 403)
        }
    }

    /// Whatever is typed where nobody can read it is never kept.
    @Test func everySecretFieldIsKnown() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let base = "/tenants/\(try await site.tenant())"
            var count = 0
            let kinds =
                Domain.SourceKind.allCases.map { "\(base)/sources/new?kind=\($0.rawValue)" }
                + PlaceKind.allCases.map { "\(base)/vaults/new?kind=\($0.rawValue)" }
            for path in kinds + ["/profile", "/sign-in", "\(base)/keys", "\(base)/protect"] {
                try await owner.get(path)
                for input in owner.page.text.split(separator: "<input ").dropFirst() {
                    let tag = input.prefix { $0 != ">" }
                    guard tag.contains("type=\"password\"") else { continue }
                    count += 1
                    let name = tag.split(separator: "name=\"").dropFirst().first?.prefix {
                        $0 != "\""
                    }
                    #expect(
                        HubSite.secretFields.contains(String(name ?? "")), "\(path): \(tag)")
                }
            }
            #expect(count > 8, "\(count)")
        }
    }
}
