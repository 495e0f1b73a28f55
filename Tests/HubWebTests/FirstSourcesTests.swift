import Domain
import HTTPServer
import Host
import Store
import StoreSupport
import Testing
import Values

/// The pages of a vault and of an agent show a few of their sources, and lead to all of them.
@Suite struct FirstSourcesTests {
    @Test func fewAreShownAndAllAreListed() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("one", to: tenant)
            _ = try await site.addProtection("stranger", to: tenant)
            for number in 2...6 { try await add("more \(number)", there, to: tenant, site) }
            let lists = [
                ("vaults/\(there.vault)", "sources?vault=\(there.vault)"),
                ("agents/\(there.agent)", "sources?agent=\(there.agent)"),
            ]
            for (page, list) in lists {
                try await owner.get("/tenants/\(tenant)/\(page)")
                #expect(!owner.page.text.contains(list), "six are all there are")
                #expect(owner.page.text.contains("more 6"))
            }
            for number in 7...60 { try await add("more \(number)", there, to: tenant, site) }
            for (page, list) in lists {
                try await owner.get("/tenants/\(tenant)/\(page)")
                let opens = "class=\"opens\" href=\"/tenants/\(tenant)/sources/"
                let rows = owner.page.text.ranges(of: opens)
                #expect(rows.count <= 6, "\(page): \(rows.count)")
                #expect(owner.page.text.contains("href=\"/tenants/\(tenant)/\(list)\""))
                try await owner.get("/tenants/\(tenant)/\(list)")
                #expect(owner.page.text.ranges(of: "role=\"rowheader\"").count == 50)
                #expect(!owner.page.text.contains("stranger"))
                let next = try #require(owner.page.between("\(list)&amp;after=", "\""))
                try await owner.get("/tenants/\(tenant)/\(list)&after=\(next)")
                #expect(owner.page.text.ranges(of: "role=\"rowheader\"").count == 10)
                #expect(owner.page.text.contains("more 60"))
            }
            for wrong in ["vault=nonsense", "agent=\(there.vault)"] {
                try await owner.get("/tenants/\(tenant)/sources?\(wrong)")
                #expect(owner.page.status == 404, "\(wrong)")
            }
        }
    }

    private func add(
        _ name: String, _ there: SiteFixture.Protection, to tenant: ID<Tenant>,
        _ site: SiteFixture
    ) async throws {
        let source = Sample.source(
            name, of: tenant, at: .agent(there.agent), into: [there.vault],
            created: site.clock.now)
        _ = try await site.store.addSource(source, secrets: [], once: nil, audit: [])
    }
}
