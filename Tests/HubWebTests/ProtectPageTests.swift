import AgentProtocol
import Domain
import HTTPServer
import Store
import Testing
import Values

/// A machine is backed up by one page that is filled in already.
@Suite struct ProtectPageTests {
    @Test func fourAnswersMakeAVaultASourceAScheduleAndARun() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/protect"
            try await owner.get(path)
            #expect(owner.page.text.contains("No machine has joined yet"))
            let agent = try await site.addAgent("web", to: tenant)
            try await owner.get(path)
            #expect(owner.page.text.contains("At 02:00, every day (UTC)"))
            #expect(owner.page.text.ranges(of: "<li><time").count == 5)
            #expect(owner.page.text.contains("value=\"Files of web\""))
            #expect(owner.page.text.contains("value=\"/var/backups/holdfast\""))
            #expect(owner.page.text.contains(" of 365 snapshots are there, the oldest "))
            var form = [
                "agent": "\(agent.id)", "paths": "", "name": "Files of web", "vault": "new",
                "place": "/mnt/disk", "preset": "weekly", "zone": "Asia/Shanghai", "keep": "week",
            ]
            try await owner.post(path, form.merging(["show": "yes"]) { $1 })
            #expect(owner.page.text.contains("(Asia/Shanghai)"))
            #expect(owner.page.text.contains("asks for more than its schedules make"))
            try await owner.post(path, form)
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("href=\"#paths\""))
            let none = try await site.store.vaults(
                of: tenant, matching: VaultFilter(), PageRequest())
            #expect(none.items.isEmpty, "nothing was made of a wish that is not whole")
            form["paths"] = "/srv/www\r\n/etc"
            try await owner.post(path, form)
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let run = try #require(owner.page.location)
            try await owner.get(run)
            #expect(owner.page.text.contains("Backup of Files of web"))
            try await expectMade(site, tenant, agent)
        }
    }

    /// Where whoever runs the hub offers no disk of it, nothing of the pages does.
    @Test func aHubThatOffersNoDiskIsNoPlace() async throws {
        try await SiteFixture.with(offersHosting: false) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            let path = "/tenants/\(tenant)/protect"
            try await owner.get(path)
            let place = try #require(owner.page.between("id=\"where\"", "</section>"))
            #expect(!place.contains("This hub") && !place.contains("value=\"hub\""))
            // The one place there is stands filled in, and its folder has to be said.
            #expect(place.contains("value=\"new\" checked"), "\(place)")
            #expect(place.contains("value=\"/var/backups/holdfast\""))
            #expect(!place.contains("optional"))
            try await owner.get("/tenants/\(tenant)/vaults/new")
            #expect(owner.page.status == 200 && !owner.page.text.contains("kind=hub"))
            try await owner.get(path)
            var form = [
                "agent": "\(agent.id)", "paths": "/srv", "name": "Files of web", "vault": "hub",
                "place": "", "preset": "daily", "zone": "UTC", "keep": "week",
            ]
            try await owner.post(path, form)
            #expect(owner.page.status == 422, "\(owner.page.status)")
            let vaults = try await site.store.vaults(
                of: tenant, matching: VaultFilter(), PageRequest())
            #expect(vaults.items.isEmpty)
            form["vault"] = "new"
            form["place"] = "/mnt/disk"
            try await owner.post(path, form)
            #expect(owner.page.status == 303, "\(owner.page.text)")
        }
    }

    private func expectMade(
        _ site: SiteFixture, _ tenant: ID<Tenant>, _ agent: Agent
    ) async throws {
        let vaults = try await site.store.vaults(
            of: tenant, matching: VaultFilter(), PageRequest()
        ).items.map(\.item)
        #expect(vaults.map(\.place) == ["file:/mnt/disk"])
        #expect(vaults.map(\.keeper) == [agent.id] && vaults.map(\.owner) == [agent.id])
        let sources = try await site.store.sources(
            of: tenant, matching: SourceFilter(), PageRequest()
        ).items.map(\.item)
        #expect(sources.map(\.vaults) == [vaults.map(\.id)])
        #expect(sources.map(\.retention.rules.counts) == [[.daily: 7]])
        guard case .files(let files) = sources.first?.configuration else {
            Issue.record("it is a source of files")
            return
        }
        #expect(files.paths == ["/srv/www", "/etc"])
        let schedules = try await site.store.schedules(
            of: tenant, matching: ScheduleFilter(), PageRequest()
        ).items.map(\.item)
        #expect(schedules.map(\.sources) == [sources.map(\.id)])
        #expect(schedules.map(\.time.zone) == ["Asia/Shanghai"])
        let runs = try await site.store.runs(of: tenant, matching: RunFilter(), PageRequest())
        #expect(runs.items.map(\.kind) == [.backup])
    }

    @Test func aMachineElsewhereBacksUpToTheHubUnlessSomebodySaysOtherwise() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/protect"
            let web = try await site.addAgent("web", to: tenant)
            try await owner.get(path)
            #expect(owner.page.text.contains("value=\"hub\" checked"), "\(owner.page.text)")
            #expect(owner.page.text.contains("Keep another copy elsewhere"))
            var form = [
                "agent": "\(web.id)", "paths": "/srv", "name": "Files of web", "vault": "hub",
                "place": "/var/backups/holdfast", "preset": "nightly", "zone": "UTC",
                "keep": "usual",
            ]
            try await owner.post(path, form)
            #expect(owner.page.status == 303, "\(owner.page.text)")
            var vault = try #require(try await vaults(site).first)
            #expect(vault.place.hasPrefix("hub:") && vault.owner == nil && vault.keeper == web.id)
            #expect(vault.agents == nil && vault.name == "Backups on this hub")

            // The next machine goes there as well, besides where it may not.
            let nas = try await site.addAgent("nas", to: tenant)
            try await owner.get("\(path)?agent=\(nas.id)")
            #expect(owner.page.text.contains("value=\"hub\" checked"), "nobody made it yet")
            try await make(vault.id, site)
            try await owner.get("\(path)?agent=\(nas.id)")
            #expect(owner.page.text.contains("value=\"\(vault.id)\" checked"))
            _ = try await site.store.changeVault(
                vault.id, of: tenant, version: nil, secrets: .init()
            ) {
                $0.agents = [web.id]
                return []
            }
            try await owner.get("\(path)?agent=\(nas.id)")
            #expect(owner.page.text.contains("value=\"hub\" checked"))
            form.merge(["agent": "\(nas.id)", "name": "Files of nas"]) { $1 }
            try await owner.post(path, form)
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let others = try await vaults(site).filter { $0.id != vault.id }
            vault = try #require(others.first)
            #expect(others.count == 1 && vault.name == "Backups of nas on this hub")
        }
    }

    private func make(_ vault: ID<KnownVault>, _ site: SiteFixture) async throws {
        _ = try await site.store.changeVault(
            vault, of: site.tenant(), version: nil, secrets: .init()
        ) {
            $0.readiness = .ready
            return []
        }
    }

    private func vaults(_ site: SiteFixture) async throws -> [KnownVault] {
        try await site.store.vaults(
            of: site.tenant(), matching: VaultFilter(), PageRequest()
        ).items.map(\.item)
    }

    @Test func aSecondOneGoesToTheVaultThatIsThereAndWrongZonesAreSaid() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            let path = "/tenants/\(tenant)/protect?agent=\(there.agent)"
            try await make(there.vault, site)
            try await owner.get(path)
            #expect(owner.page.text.contains("value=\"\(there.vault)\" checked"))
            var form = [
                "agent": "\(there.agent)", "paths": "/srv", "name": "more",
                "vault": "\(there.vault)", "place": "", "preset": "nightly",
                "zone": "Nowhere/Else", "keep": "usual",
            ]
            try await owner.post(path, form)
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("href=\"#zone\""))
            form["zone"] = "UTC"
            form["name"] = "nas"
            try await owner.post(path, form)
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("Another one is called so already."))
            form["name"] = "more"
            try await owner.post(path, form)
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let vaults = try await site.store.vaults(
                of: tenant, matching: VaultFilter(), PageRequest())
            #expect(vaults.items.count == 1)
        }
    }

    @Test func aSnapshotIsPinnedHeldAndRehearsedByForms() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            let path = "/tenants/\(tenant)/snapshots/\(there.snapshot)"
            try await owner.get(path)
            #expect(owner.page.text.contains("Snapshot of nas"))
            try await owner.post("\(path)/pin", ["pinned": "on", "note": "<i>audit</i>"])
            try await owner.get(path)
            #expect(owner.page.text.contains("&lt;i&gt;audit&lt;/i&gt;"))
            try await owner.post("\(path)/holds", ["reason": "", "until": ""])
            #expect(owner.page.status == 422)
            try await owner.post("\(path)/holds", ["reason": "law", "until": "2099-01-01"])
            #expect(owner.page.status == 303)
            try await owner.get(path)
            #expect(owner.page.text.contains("until <relative-time>"))
            let held = try await site.store.snapshot(there.snapshot, of: tenant)
            let hold = try #require(held?.holds.first)
            #expect(hold.until == Timestamp(rfc3339: "2099-01-02T00:00:00Z"))
            try await owner.post("\(path)/holds/\(hold.id)/release", [:])
            #expect(owner.page.status == 303)
            try await owner.get(path)
            try await owner.post("\(path)/pin", ["pinned": ""])
            try await owner.get(path)
            #expect(owner.page.text.contains("Unpinned."))
            try await owner.post("\(path)/drills", [:])
            let run = try #require(owner.page.location, "\(owner.page.text)")
            try await owner.get(run)
            #expect(owner.page.text.contains("Drill"))
            try await owner.get(path)
            #expect(owner.page.text.contains("Drill of nas"))
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get(path)
            #expect(viewer.page.status == 200)
            #expect(!viewer.page.text.contains("<textarea") && !viewer.page.text.contains("/pin"))
        }
    }
}
