import Domain
import Store
import StoreSupport
import Testing
import Values

/// What is done with several agents at once.
@Suite struct FleetPagesTests {
    @Test func whatWouldBeBackedUpIsShownAndThenBegins() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let idle = try await site.addAgent("idle", to: tenant)
            let gone = Sample.id(Agent.self)
            let list = "/tenants/\(tenant)/agents"
            try await owner.get(list)
            #expect(owner.page.text.contains("formaction=\"\(list)/backups\""))
            let chosen = "agent=\(there.agent)&agent=\(idle.id)&agent=\(gone)"
            try await owner.get("\(list)/backups?\(chosen)")
            #expect(owner.page.text.contains("Back up 1 source?"))
            #expect(owner.page.text.contains("Nothing to back up"))
            let before = try await runs(of: tenant, in: site)
            try await owner.post("\(list)/backups", ["agent": "\(there.agent)"])
            #expect(owner.page.status == 303 && owner.page.location == "/tenants/\(tenant)/runs")
            let after = try await runs(of: tenant, in: site)
            #expect(after.count == before.count + 1)
            let run = try #require(after.first { !before.contains($0) })
            #expect(run.subject.source == there.source && run.priority == .low)
        }
    }

    private func runs(of tenant: ID<Tenant>, in site: SiteFixture) async throws -> [Run] {
        try await site.store.runs(of: tenant, matching: RunFilter(), PageRequest()).items
    }

    @Test func labelsAreShownBeforeTheyChangeAndOthersStay() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let one = try await site.addAgent(
                "one", to: tenant, labels: ["site": "north", "role": "db"])
            let two = try await site.addAgent("two", to: tenant, labels: ["site": "north"])
            let other = try await site.addAgent("other", to: tenant, labels: ["site": "south"])
            let url = "/tenants/\(tenant)/agents/labels"
            let filter = "all=1&label=site%3Dnorth"
            try await owner.get("\(url)?\(filter)&added=ring%3D1&removed=site")
            #expect(owner.page.text.contains("Change 2 agents"))
            #expect(owner.page.text.contains("ring: 1"))
            #expect(try await site.store.agent(one.id)?.labels == one.labels, "only a preview")
            try await owner.post(
                url,
                ["all": "1", "label": "site=north", "added": "ring=1", "removed": "site"])
            #expect(owner.page.status == 303)
            #expect(try await site.store.agent(one.id)?.labels == ["role": "db", "ring": "1"])
            #expect(try await site.store.agent(two.id)?.labels == ["ring": "1"])
            #expect(try await site.store.agent(other.id)?.labels == ["site": "south"])
        }
    }

    @Test func aWrongLabelIsSaidAndNothingChanges() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("one", to: tenant, labels: ["a": "b"])
            let url = "/tenants/\(tenant)/agents/labels"
            try await owner.get("\(url)?agent=\(agent.id)")
            try await owner.post(url, ["agent": "\(agent.id)", "added": "no sign"])
            // A reload and the way back send nothing.
            try await owner.get(try #require(owner.page.location))
            #expect(owner.page.status == 422 && owner.page.text.contains("no equals sign"))
            #expect(owner.page.text.contains("no sign</textarea>"), "what was typed is kept")
            try await owner.post(url, ["agent": "\(agent.id)"])
            let asking = try #require(owner.page.location)
            #expect(asking.hasPrefix("\(url)?agent=\(agent.id)"))
            #expect(try await site.store.agent(agent.id)?.labels == ["a": "b"])
        }
    }

    @Test func agentsOfOthersAreNotReached() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let foreign = Sample.tenant("foreign")
            let person = Sample.user("somebody")
            try await site.store.addUser(person, as: nil, audit: [])
            try await site.store.addTenant(foreign, owner: person.id, audit: [])
            let agent = try await site.addAgent("theirs", to: foreign.id, labels: ["a": "b"])
            let url = "/tenants/\(tenant)/agents/labels"
            try await owner.get("\(url)?agent=\(agent.id)")
            #expect(!owner.page.text.contains("theirs"))
            try await owner.post(url, ["agent": "\(agent.id)", "added": "a=c"])
            #expect(try await site.store.agent(agent.id)?.labels == ["a": "b"])
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get(url)
            #expect(viewer.page.status == 403)
            try await viewer.get("/tenants/\(tenant)/agents")
            #expect(!viewer.page.text.contains("formaction"))
        }
    }
}
