import Domain
import Store
import Testing
import Values

/// Who reaches a vault is shown on its page, and changed by its form.
@Suite struct VaultReachPagesTests {
    private static let form = [
        "name": "web", "url": "https://vault.example/web", "keeper": "", "forget": "",
        "prune": "", "check": "", "drill": "", "check_percent": "5", "zone": "UTC",
    ]

    private static func form(_ reach: String) -> [String: String] {
        form.merging(["reach": reach]) { $1 }
    }

    /// At a place that people could have typed.
    private func change(
        _ vault: ID<KnownVault>, _ site: SiteFixture, for agents: Set<ID<Agent>>? = nil
    ) async throws {
        _ = try await site.store.changeVault(
            vault, of: site.tenant(), version: nil, secrets: .init()
        ) { vault in
            vault.place = "dav+https://vault.example/web"
            vault.agents = agents
            return []
        }
    }

    private func reach(
        of vault: ID<KnownVault>, _ site: SiteFixture
    ) async throws -> Set<ID<Agent>>? {
        try #require(try await site.store.vault(vault, of: site.tenant())).item.agents
    }

    private static func ticked(_ agent: ID<Agent>) -> String {
        "name=\"agents\" value=\"\(agent)\" checked"
    }

    @Test func agentsAreChosenAndThoseWhoStoreThereStay() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let nas = try await site.addAgent("<i>nas</i>", to: tenant).id
            try await change(there.vault, site)
            let page = "/tenants/\(tenant)/vaults/\(there.vault)"
            try await owner.get(page)
            let before = try #require(owner.page.between("Reached by</dt>", "</dd>"))
            #expect(before.contains("Every agent"))
            try await owner.get("\(page)/edit")
            #expect(owner.page.text.contains("name=\"reach\" value=\"every\" checked"))
            let offering = try #require(ShownForm(to: "\(page)/edit", on: owner.page))
            #expect(offering[all: "offered"] == ["\(there.agent) \(nas)"])
            #expect(!owner.page.text.contains(Self.ticked(nas)))
            let offered = ["\(there.agent)", "\(nas)"]
            func send(
                _ reach: String, _ agents: [ID<Agent>], keeper: String = ""
            ) async throws {
                try await owner.post(
                    "\(page)/edit", Self.form(reach).merging(["keeper": keeper]) { $1 },
                    several: ["offered": offered, "agents": agents.map(\.description)])
            }
            try await send("chosen", [])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("Choose at least one agent, or every agent."))
            try await send("every", [nas])
            #expect(owner.page.status == 422, "nobody means both")
            #expect(owner.page.text.contains("Agents are ticked, and every agent reaches it"))
            try await send("chosen", [nas])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("would not reach it any more: web."))
            #expect(owner.page.text.contains(Self.ticked(nas)), "what was typed stays")
            #expect(owner.page.text.contains("<details open"))
            try await send("chosen", [there.agent], keeper: "\(nas)")
            #expect(owner.page.text.contains("The keeper has to be able to reach the vault."))
            #expect(try await reach(of: there.vault, site) == nil)
            try await send("chosen", [there.agent, nas])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            #expect(try await reach(of: there.vault, site) == [there.agent, nas])
            owner.cookies["holdfast-language"] = "zh-CN"
            try await owner.get(page)
            let after = try #require(owner.page.between("可访问者</dt>", "</dd>"))
            #expect(after.contains("&lt;i&gt;nas&lt;/i&gt;") && after.contains(">web<"))
            try await owner.get("\(page)/edit")
            #expect(owner.page.text.contains("name=\"reach\" value=\"chosen\" checked"))
            try await send("every", [there.agent])
            #expect(try await reach(of: there.vault, site) == nil)
        }
    }

    @Test func whoIsNotShownStaysAsTheyAre() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            var all: Set = [there.agent]
            for number in 1...230 {
                all.insert(try await site.addAgent("m\(number)", to: tenant).id)
            }
            try await change(there.vault, site, for: all)
            let page = "/tenants/\(tenant)/vaults/\(there.vault)"
            try await owner.get(page)
            #expect(owner.page.text.contains("and 211 more"))
            try await owner.get("\(page)/edit")
            #expect(owner.page.text.contains("Not every agent is shown."))
            let form = try #require(ShownForm(to: "\(page)/edit", on: owner.page))
            let offered = form.one["offered", default: ""].split(separator: " ")
                .compactMap { ID<Agent>($0) }
            #expect(offered.count >= 200)
            #expect(offered.allSatisfy { owner.page.text.contains(Self.ticked($0)) })
            // As a form sends it that offers two of them, of which one is ticked.
            let two = all.filter { $0 != there.agent }.prefix(2)
            try await owner.post(
                "\(page)/edit", Self.form("chosen"),
                several: [
                    "offered": two.map(\.description), "agents": two.prefix(1).map(\.description),
                ])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let left = all.subtracting(two.suffix(1))
            #expect(try await reach(of: there.vault, site) == left)
            // A form of before, that says nothing about it, changes nothing of it.
            try await owner.get("\(page)/edit")
            try await owner.post("\(page)/edit", Self.form)
            #expect(owner.page.status == 303 && left.count == 230)
            #expect(try await reach(of: there.vault, site) == left)
        }
    }

    @Test func aNewVaultIsForChosenAgentsToo() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/vaults/new?kind=hub"
            let agent = try await site.addAgent("web", to: tenant).id
            try await owner.get(path)
            let form = Self.form("chosen").merging(["format": "repository"]) { $1 }
            try await owner.post(path, form, several: ["offered": ["\(agent)"]])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("href=\"#agents\""))
            try await owner.post(
                path, form.merging(["reach": "every"]) { $1 },
                several: ["agents": ["\(agent)"]])
            #expect(owner.page.status == 422)
            try await owner.post(path, form, several: ["agents": ["\(agent)"]])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let vaults = try await site.store.vaults(
                of: tenant, matching: VaultFilter(), PageRequest())
            #expect(vaults.items.map(\.item.agents) == [[agent]])
        }
    }
}
