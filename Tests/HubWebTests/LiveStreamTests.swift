import Domain
import Host
import HubWeb
import Store
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct LiveStreamTests {
    private static let steps = 15 * 4

    @Test func aPageIsSentAgainOnlyWhenItDiffers() async throws {
        let clock = TestClock()
        try await SiteFixture.with(live: LiveStreams(on: clock)) { site in
            let owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            async let events = owner.events(of: "/tenants/\(tenant)/agents")
            for step in 0..<Self.steps {
                await clock.sleepers(1)
                if step == 10 { try await site.addAgent("late", to: tenant) }
                clock.advance(by: .milliseconds(500))
            }
            let heard = try await events.filter { !$0.contains("event: counts") }
            #expect(heard.count == 3, "the pause, the page, and the page with the agent")
            #expect(heard[0] == "retry: 2000")
            #expect(!heard[1].contains("late") && heard[2].contains("late"))
            #expect(heard[1].hasPrefix("data: "))
        }
    }

    @Test func theCountsOfTheFrameStayFreshOnAPageThatIsFollowed() async throws {
        let clock = TestClock()
        try await SiteFixture.with(live: LiveStreams(on: clock)) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            // Its backup failed, and there is an alert of that.
            let vault = try await site.addProtection("web", to: tenant).vault
            let path = "/tenants/\(tenant)/runs"
            try await owner.get(path)
            #expect(owner.page.text.contains("aria-label=\"Alerts, 1 open\""))
            let follower = owner
            async let events = follower.events(of: path)
            for step in 0..<Self.steps {
                await clock.sleepers(1)
                if step == 10 {
                    try await site.store.note(
                        AlertChanges(observed: [.vaultFull(vault)]), of: .tenant(tenant),
                        at: site.clock.now)
                }
                clock.advance(by: .milliseconds(500))
            }
            let counts = try await events.filter { $0.contains("event: counts") }
            try #require(counts.count == 2, "they are sent when they differ")
            #expect(counts[0].contains("count-runs") && counts[0].contains("Alerts, 1 open"))
            #expect(counts[1].contains("Alerts, 2 open"))
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get("/tenants/\(tenant)/vaults")
            #expect(viewer.page.text.contains("Alerts, 2 open"), "on every page, as it was loaded")
        }
    }

    @Test func aRunsLogGoesOnWhereItWas() async throws {
        let clock = TestClock()
        try await SiteFixture.with(live: LiveStreams(on: clock)) { site in
            let owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let run = try await site.addProtection("web", to: tenant).run
            async let events = owner.events(of: "/tenants/\(tenant)/runs/\(run)?after=0")
            for step in 0..<Self.steps {
                await clock.sleepers(1)
                if step == 10 {
                    _ = try await site.store.changeRun(run, of: tenant, at: site.clock.now) {
                        page in
                        page.note(
                            .init(.line, .warning, text: "<b>more</b>"), at: page.run.created,
                            received: page.run.created)
                        return []
                    }
                }
                clock.advance(by: .milliseconds(500))
            }
            let lines = try await events.filter { $0.contains("event: more") }
            #expect(lines.count == 2)
            #expect(lines[0].contains("id: 1") && lines[0].contains("web could not be read"))
            #expect(lines[1].contains("id: 2") && lines[1].contains("&lt;b&gt;more"))
            #expect(!lines[1].contains("could not be read"), "nothing is said twice")
        }
    }

    @Test func aServerThatStopsEndsTheStreams() async throws {
        let clock = TestClock()
        let live = LiveStreams(on: clock)
        try await SiteFixture.with(live: live) { site in
            let owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            async let events = owner.events(of: "/tenants/\(tenant)/agents")
            await clock.sleepers(1)
            #expect(live.count == 1)
            live.stop()
            clock.advance(by: .milliseconds(500))
            #expect(try await events.count == 3, "the pause, the page and its counts")
            #expect(live.count == 0)
        }
    }

    @Test func whoHasSignedOutHearsNothing() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            try await owner.get("/")
            try await owner.post("/sign-out", [:])
            let heard = try await owner.events(of: "/tenants/\(tenant)/agents")
            #expect(!heard.joined().contains("data:"))
        }
    }
}
