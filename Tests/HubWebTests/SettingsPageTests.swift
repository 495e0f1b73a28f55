import Domain
import HTTPServer
import Store
import Testing

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
