import Domain
import Host
import Store
import StoreSupport
import Testing
import Values

/// What people see of a hub that was restored, and of one that could not be backed up.
@Suite struct FrozenPagesTests {
    @Test func everyPageSaysItUntilAnAdministratorGoesOn() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            _ = try await site.addProtection("web", to: tenant)
            try await owner.get("/hub")
            #expect(!owner.page.text.contains("id=\"frozen\""))
            _ = try await site.store.setFrozen(site.clock.now, audit: [])
            for path in ["/", "/hub", "/tenants/\(tenant)/agents"] {
                try await owner.get(path)
                #expect(owner.page.text.contains("id=\"frozen\""), "\(path)")
                #expect(owner.page.text.contains("action=\"/hub/thaw\""), "\(path)")
            }
            var admin = try await site.browser(of: .admin, in: tenant)
            try await admin.get("/tenants/\(tenant)/agents")
            #expect(admin.page.text.contains("id=\"frozen\""))
            #expect(!admin.page.text.contains("/hub/thaw"), "who looks after the hub decides")
            try await admin.post("/hub/thaw", [:])
            #expect(admin.page.status == 403)
            #expect(try await site.store.hub()?.frozen != nil)

            try await owner.get("/hub")
            try await owner.post("/hub/thaw", [:])
            #expect(owner.page.location?.hasPrefix("/hub") == true, "\(owner.page.text)")
            #expect(try await site.store.hub()?.frozen == nil)
            try await owner.get("/hub")
            #expect(!owner.page.text.contains("id=\"frozen\""))
            #expect(owner.page.text.contains("The hub was released"))
        }
    }

    @Test func whatIsWrongWithItsBackupsIsOnThePageOfTheHub() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            try await site.store.note(
                AlertChanges(observed: [.hubBackupOverdue]), of: .hub, at: site.clock.now)
            try await owner.get("/hub")
            #expect(owner.page.text.contains("The hub itself has had no backup for too long"))
            try await site.store.note(
                AlertChanges(cleared: [.hubBackupOverdue]), of: .hub, at: site.clock.now)
            try await owner.get("/hub")
            #expect(!owner.page.text.contains("no backup for too long"))
            #expect(owner.page.text.contains("The hub makes no backups of itself."))
        }
    }
}
