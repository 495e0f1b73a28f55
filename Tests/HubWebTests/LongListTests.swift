import Domain
import Store
import StoreSupport
import Testing
import Values

/// What is longer than a form is chosen from by name, and nothing that does not fit is lost.
@Suite struct LongListTests {
    private func addSources(
        _ count: Int, to site: SiteFixture, _ there: SiteFixture.Protection
    ) async throws -> [ID<Source>] {
        let tenant = try await site.tenant()
        var ids: [ID<Source>] = []
        var agent = there.agent
        for number in 1...count {
            // One machine has room for so many.
            if number % 100 == 0 {
                agent = try await site.addAgent("m\(number)", to: tenant).id
            }
            let source = Sample.source(
                "s\(number)", of: tenant, at: .agent(agent),
                into: [there.vault], created: Sample.now + .seconds(number))
            _ = try await site.store.addSource(source, secrets: [], once: nil, audit: [])
            ids.append(source.id)
        }
        return ids
    }

    private func fired(_ id: ID<Schedule>, _ site: SiteFixture) async throws -> [ID<Source>] {
        try #require(try await site.store.schedule(id, of: site.tenant())).item.sources
    }

    @Test func aScheduleKeepsTheSourcesThatItsFormDoesNotShow() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let ids = try await addSources(230, to: site, there)
            let last = try #require(ids.last)
            _ = try await site.store.changeSchedule(there.schedule, of: tenant, version: nil) {
                $0.sources = [there.source, last]
                return []
            }
            let page = "/tenants/\(tenant)/schedules/\(there.schedule)/edit"
            try await owner.get(page)
            var form = try #require(ShownForm(to: page, on: owner.page))
            #expect(form[all: "sources"].contains("\(last)"), "the chosen one is always shown")
            #expect(!form.one["offered", default: ""].contains("\(ids[210])"))
            // Renamed, nothing else: both are fired as before.
            try await owner.send(to: page) { $0.set("name", "renamed") }
            #expect(owner.page.status == 303, "\(owner.page.text)")
            #expect(try await Set(fired(there.schedule, site)) == [there.source, last])
            // Another one is found by its name, the 212th, while the last one is unticked.
            try await owner.get(page)
            try await owner.send(to: page) {
                $0.set("sources", "\(there.source)")
                $0.set("sought", "s211")
            }
            form = try #require(ShownForm(to: page, on: owner.page))
            #expect(form.one["offered", default: ""].contains("\(ids[210])"), "found")
            #expect(form[all: "sources"] == ["\(there.source)"], "what was unticked stays so")
            #expect(form.one["name"] == "renamed")
            try await owner.send(to: page) { $0.set("sources", "\(there.source)", "\(ids[210])") }
            #expect(owner.page.status == 303, "\(owner.page.text)")
            #expect(try await fired(there.schedule, site) == [there.source, ids[210]])
        }
    }

    @Test func moreThanAFormHoldsAreFiredOnWhenItIsSaved() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let ids = try await addSources(620, to: site, there)
            _ = try await site.store.changeSchedule(there.schedule, of: tenant, version: nil) {
                $0.sources = ids
                return []
            }
            let schedule = "/tenants/\(tenant)/schedules/\(there.schedule)"
            try await owner.get(schedule)
            #expect(owner.page.text.contains("and 420 more"))
            try await owner.get("\(schedule)/edit")
            // As of a form with room for two, of which neither is ticked.
            try await owner.send(to: "\(schedule)/edit") { form in
                form.set("sources")
                form.set("offered", "\(ids[0]) \(there.source)")
            }
            #expect(owner.page.status == 303, "\(owner.page.text)")
            #expect(try await fired(there.schedule, site) == Array(ids.dropFirst()))
        }
    }

    @Test func theSourceThatSayWhenBringsIsShown() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let last = try #require(try await addSources(230, to: site, there).last)
            let page = "/tenants/\(tenant)/schedules/new"
            try await owner.get("\(page)?source=\(last)")
            try await owner.send(to: page) { $0.set("name", "of the last") }
            let made = try #require(
                owner.page.location?.split(separator: "/").last.flatMap { ID<Schedule>($0) })
            #expect(try await fired(made, site) == [last])
        }
    }

    @Test func aSourceKeepsAVaultBeyondTheFirstTwoHundred() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            var last = there.vault
            for number in 1...210 {
                let vault = Sample.vault(
                    "v\(number)", of: tenant, created: Sample.now + .seconds(number))
                _ = try await site.store.addVault(vault, secrets: [], once: nil, audit: [])
                last = vault.id
            }
            let wanted = last
            _ = try await site.store.changeSource(
                there.source, of: tenant, version: nil, secrets: SecretEdit()
            ) {
                $0.vaults = [wanted]
                return []
            }
            let page = "/tenants/\(tenant)/sources/\(there.source)/edit"
            try await owner.get(page)
            try await owner.send(to: page) { $0.set("name", "renamed") }
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let source = try #require(try await site.store.source(there.source, of: tenant)).item
            #expect(source.vaults == [wanted] && source.name == "renamed")
            try await owner.get(page)
            try await owner.send(to: page) { $0.set("sought", "v205") }
            #expect(owner.page.text.contains(">v205<"))
        }
    }
}
