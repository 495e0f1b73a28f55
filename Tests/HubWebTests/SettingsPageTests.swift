import Domain
import HTTPServer
import Store
import Testing
import Values

/// What an owner settles for a tenant.
@Suite struct SettingsPageTests {
    @Test func anOwnerSaysWhatATenantIsCalledAndHowLongHistoryIsKept() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/settings"
            try await owner.get(path)
            #expect(owner.page.text.contains("value=\"180\""))
            try await owner.post(path, ["display_name": "North <b>Harbour", "history_days": "365"])
            #expect(owner.page.location == path, "\(owner.page.text)")
            let kept = try #require(try await site.store.tenant(tenant))
            #expect(kept.displayName == "North <b>Harbour" && kept.historyDays == 365)
            try await owner.get(path)
            #expect(owner.page.text.contains("value=\"365\""))
            #expect(owner.page.text.contains("North &lt;b&gt;Harbour"))
        }
    }

    @Test(arguments: ["", "half a year", "34", "3651"])
    func whatIsNoNumberOfDaysIsSaidAtItsField(days: String) async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/settings"
            try await owner.get(path)
            try await owner.post(path, ["display_name": "Other", "history_days": days])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("id=\"history_days-error\""))
            #expect(owner.page.text.contains("value=\"Other\""), "what was typed is kept")
            #expect(try await site.store.tenant(tenant)?.historyDays == 180)
            #expect(try await site.store.tenant(tenant)?.displayName != "Other")
        }
    }

    @Test func whatThereMayBeIsQuietUntilItIsNearlyUsedUp() async throws {
        try await SiteFixture.with(hostedQuota: .gibibytes(500)) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            _ = try await site.addProtection("web", to: tenant)
            try await owner.get("/tenants/\(tenant)/settings")
            let panel = try #require(owner.page.between("id=\"limits\"", "</section>"))
            #expect(panel.contains("There is room for more of everything."))
            #expect(panel.contains("<dt>Sources</dt><dd>1 of 200,000</dd>"), "\(panel)")
            #expect(panel.contains("500\u{a0}GiB in all its vaults together"))
            #expect(!panel.contains("data-status=\"warn\""))
        }
        var limits = TenantLimits.standard
        limits[.agents] = 5
        limits[.vaults] = 2
        try await SiteFixture.with(limits: limits) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            for number in 1...2 { _ = try await site.addProtection("\(number)", to: tenant) }
            for number in 3...4 { try await site.addAgent("\(number)", to: tenant) }
            let path = "/tenants/\(tenant)/settings"
            try await owner.get(path)
            let panel = try #require(owner.page.between("id=\"limits\"", "</section>"))
            #expect(panel.contains("Nearly used up: Agents, Vaults."))
            #expect(panel.contains("4 of 5") && panel.contains("2 of 2"))
            #expect(panel.ranges(of: "data-status=\"warn\"").count == 3, "and nothing else")
            #expect(panel.contains("as much as the disk holds"))
            var viewer = try await site.browser(of: .viewer, in: tenant)
            viewer.cookies["holdfast-language"] = "zh-CN"
            try await viewer.get(path)
            #expect(viewer.page.text.contains("即将用完：代理、保险库。"))
        }
    }

    @Test func othersReadThem() async throws {
        try await SiteFixture.with { site in
            _ = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/settings"
            var admin = try await site.browser(of: .admin, in: tenant)
            try await admin.get(path)
            #expect(admin.page.text.contains("An owner can change these."))
            #expect(!admin.page.text.contains("name=\"history_days\""))
            try await admin.post(path, ["display_name": "Mine", "history_days": "35"])
            #expect(admin.page.status == 403)
            #expect(try await site.store.tenant(tenant)?.historyDays == 180)
        }
    }
}
