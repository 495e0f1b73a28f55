import Domain
import Host
import Store
import StoreSupport
import Testing
import Values

/// Lists are narrowed down to what somebody looks for.
@Suite struct ListFilterTests {
    @Test func snapshotsAreFoundBySourceVaultAgentAndDay() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let one = try await site.addProtection("<i>one</i>", to: tenant)
            let two = try await site.addProtection("two", to: tenant)
            // Half an hour before a day of Berlin begins, and half an hour after.
            let midnight = try #require(Timestamp(rfc3339: "2026-06-30T22:00:00Z"))
            let late = try await site.addSnapshot(
                "late", of: one.source, in: one.vault, by: one.agent,
                made: midnight - .seconds(1800))
            let early = try await site.addSnapshot(
                "early", of: one.source, in: one.vault, by: one.agent,
                made: midnight + .seconds(1800))
            let list = "/tenants/\(tenant)/snapshots"
            let all = [one.snapshot, two.snapshot, late, early]
            func shown(_ query: String) async throws -> Set<ID<KnownSnapshot>> {
                try await owner.get("\(list)?\(query)")
                #expect(owner.page.status == 200)
                return Set(all.filter { owner.page.text.contains("\(list)/\($0)\"") })
            }
            let ofOne: Set = [one.snapshot, late, early]
            #expect(try await shown("") == Set(all))
            #expect(try await shown("source=\(one.source)") == ofOne)
            #expect(owner.page.text.contains("\(one.source)\" selected>&lt;i&gt;one"))
            #expect(try await shown("vault=\(two.vault)") == [two.snapshot])
            #expect(try await shown("agent=\(one.agent)") == ofOne)
            #expect(try await shown("agent=\(one.agent)&vault=\(two.vault)").isEmpty)
            #expect(owner.page.text.contains("No snapshot fits"))
            owner.cookies["holdfast-zone"] = "Europe/Berlin"
            #expect(try await shown("day=2026-07-01") == [early])
            #expect(try await shown("day=2026-06-30&source=\(one.source)") == [late])
            owner.cookies["holdfast-zone"] = "UTC"
            #expect(try await shown("day=2026-06-30") == [late, early])
            #expect(try await shown("day=nonsense&source=nonsense") == Set(all))
            for (page, query) in [
                ("sources/\(one.source)", "source=\(one.source)"),
                ("vaults/\(one.vault)", "vault=\(one.vault)"),
                ("agents/\(one.agent)", "agent=\(one.agent)"),
            ] {
                try await owner.get("/tenants/\(tenant)/\(page)")
                #expect(owner.page.text.contains("href=\"\(list)?\(query)\""), "\(page)")
            }
        }
    }

    @Test func agentsAreFoundByHowTheirBackupsGo() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let failed = try await site.addProtection("failed", to: tenant)
            let idle = try await site.addAgent("idle", to: tenant)
            let list = "/tenants/\(tenant)/agents"
            func shown(_ query: String) async throws -> Set<ID<Agent>> {
                try await owner.get("\(list)?\(query)")
                let page = owner.page.text
                return Set([failed.agent, idle.id].filter { page.contains("\(list)/\($0)\"") })
            }
            #expect(try await shown("") == [failed.agent, idle.id])
            #expect(try await shown("work=failed") == [failed.agent])
            #expect(
                owner.page.text.contains("name=\"work\" value=\"failed\""),
                "what is done with all that fit is done with these alone")
            #expect(try await shown("work=stale").isEmpty)
            #expect(try await shown("work=running").isEmpty)
            #expect(owner.page.text.contains("No agent fits"))
        }
    }

    @Test func whoGetsNothingNewHasNoNextBackup() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let list = "/tenants/\(tenant)/agents"
            for (standing, isTold) in [
                (AgentStanding.active, true), (.paused, false), (.draining, false),
                (.revoked, false),
            ] {
                _ = try await site.store.changeAgent(there.agent, of: nil) {
                    $0.standing = standing
                    return []
                }
                try await owner.get(list)
                #expect(owner.page.text.contains(">next <") == isTold, "\(standing)")
            }
        }
    }

    @Test func anAgentsPageTellsWhatItGoesByAndWhatItRefused() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let page = "/tenants/\(tenant)/agents/\(there.agent)"
            try await owner.get(page)
            #expect(owner.page.text.contains("id=\"configuration\""))
            #expect(owner.page.text.contains("Nothing to do yet"))
            #expect(owner.page.text.contains("Its own policy"))
            let kept = KeptConfiguration(
                serial: 1, basis: Array(repeating: 1, count: 32), content: [2],
                signature: Array(repeating: 3, count: 64), hash: Array(repeating: 4, count: 32),
                made: site.clock.now)
            #expect(try await site.store.keep(kept, of: there.agent))
            try await owner.get(page)
            #expect(owner.page.text.contains("number 1, "))
            #expect(owner.page.text.contains("none that it told of"))
            _ = try await site.store.noteApplied(
                nil,
                failure: RunFailure(
                    code: "x", message: "No <b>room</b>.", disposition: .needsOperator),
                by: there.agent, at: site.clock.now)
            try await owner.get(page)
            #expect(owner.page.text.contains("The agent refused what it was sent"))
            #expect(owner.page.text.contains("<p>No &lt;b&gt;room&lt;/b&gt;.</p>"))
        }
    }
}
