import Domain
import HTTPServer
import Store
import StoreSupport
import Testing
import Values

/// From nothing to a source with a schedule, by forms alone.
@Suite struct ProtectionPagesTests {
    @Test func aMachineIsProtectedByFormsAlone() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let base = "/tenants/\(tenant)"
            let agent = try await site.addAgent("web", to: tenant)
            try await owner.get("\(base)/vaults/new")
            try await owner.post(
                "\(base)/vaults/new?kind=folder",
                [
                    "name": "本地 <vault>", "format": "repository", "owner": "\(agent.id)",
                    "place": "/srv/backups", "keeper": "\(agent.id)", "forget": "@daily",
                    "prune": "", "check": "@weekly", "check_percent": "5",
                ])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let vault = try #require(owner.page.location)
            try await owner.get(vault)
            #expect(owner.page.text.contains("本地 &lt;vault&gt;"))
            #expect(owner.page.text.contains("file:/srv/backups"))
            let vaultID = try #require(vault.split(separator: "/").last)

            try await owner.get("\(base)/sources/new")
            #expect(owner.page.text.contains("本地 &lt;vault&gt;"), "the one vault is offered")
            try await owner.post(
                "\(base)/sources/new?kind=files",
                [
                    "name": "files", "agent": "\(agent.id)", "paths": "/srv/www\r\n/etc\r\n",
                    "excludes": "*.tmp", "caches": "on", "vaults": "\(vaultID)",
                    "keep_daily": "7", "overlap": "queue", "issues": "fail", "enabled": "on",
                    "before": "systemctl stop web",
                ])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let source = try #require(owner.page.location)
            let sourceID = try #require(
                source.split(separator: "/").last.flatMap { ID<Source>($0) })
            let kept = try #require(try await site.store.source(sourceID, of: tenant)).item
            guard case .files(let files) = kept.configuration else {
                Issue.record("it is a source of files")
                return
            }
            #expect(files.paths == ["/srv/www", "/etc"] && files.excludes == ["*.tmp"])
            #expect(files.excludesCaches && !files.staysOnFileSystem)
            #expect(kept.retention.rules.counts == [.daily: 7])
            #expect(kept.overlap == .queue && kept.issueRule == .fail)

            try await owner.get(source)
            #expect(owner.page.text.contains("No schedule fires it"))
            try await owner.get("\(base)/sources")
            #expect(owner.page.text.contains("No copy yet"))
            try await owner.get("\(source)/edit")
            #expect(owner.page.text.contains("systemctl stop web"))
            #expect(owner.page.text.contains("/srv/www\n/etc"))
            try await schedule(&owner, base, sourceID, site)
            try await owner.get(source)
            #expect(!owner.page.text.contains("No schedule fires it"))
        }
    }

    private func schedule(
        _ owner: inout Browser, _ base: String, _ source: ID<Source>, _ site: SiteFixture
    ) async throws {
        let path = "\(base)/schedules/new"
        try await owner.get("\(path)?source=\(source)")
        #expect(owner.page.text.contains("At 02:00, every day (UTC)"))
        #expect(owner.page.text.ranges(of: "<li><time").count == 5, "the next five times")
        let form = [
            "name": "Nightly", "preset": "own", "cron": "30 2 * * MON-FRI", "zone": "Asia/Shanghai",
            "jitter": "10", "sources": "\(source)", "enabled": "on",
        ]
        try await owner.post(path, form.merging(["show": "times"]) { $1 })
        #expect(owner.page.status == 200)
        #expect(owner.page.text.contains("At 02:30, Monday to Friday (Asia/Shanghai)"))
        try await owner.post(path, form.merging(["cron": "61 * * * *"]) { $1 })
        #expect(owner.page.status == 422)
        #expect(owner.page.text.contains("value=\"61 * * * *\""))
        try await owner.post(path, form.merging(["zone": "Nowhere/Else"]) { $1 })
        #expect(owner.page.status == 422)
        owner.cookies["holdfast-language"] = "zh-CN"
        try await owner.post(path, form.merging(["cron": "61 * * * *"]) { $1 })
        #expect(owner.page.text.contains("无法识别此内容（"))
        owner.cookies["holdfast-language"] = "en-US"
        try await owner.post(path, form)
        #expect(owner.page.status == 303, "\(owner.page.text)")
        let schedule = try #require(owner.page.location)
        try await owner.get(schedule)
        try await owner.post("\(schedule)/pause", ["enabled": ""])
        try await owner.get(schedule)
        #expect(owner.page.text.contains("Paused"))
        try await owner.post("\(schedule)/pause", ["enabled": "on"])
        try await owner.get("\(base)/sources/\(source)")
        #expect(owner.page.text.contains("Nightly"))

        try await owner.get("\(base)/sources/\(source)/deletion")
        try await owner.post("\(base)/sources/\(source)/deletion", ["confirmation": "files"])
        #expect(owner.page.status == 422)
        #expect(owner.page.text.contains("These still need it: Nightly."))
    }

    @Test func wrongFieldsAreSaidAndWhatWasTypedIsKeptButSecretsAreNot() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/vaults/new?kind=s3"
            try await owner.get(path)
            try await owner.post(
                path,
                [
                    "name": "", "format": "archive", "endpoint": "nowhere", "bucket": "a b",
                    "access_key": "AKIA", "secret_key": "hush-hush", "forget": "",
                    "prune": "", "check": "", "check_percent": "500",
                ])
            #expect(owner.page.status == 422)
            for id in ["name", "check_percent"] {
                #expect(owner.page.text.contains("href=\"#\(id)\""), "\(id)")
            }
            #expect(owner.page.text.contains("value=\"nowhere\""))
            #expect(owner.page.text.contains("value=\"AKIA\""))
            #expect(!owner.page.text.contains("hush-hush"))

            let sources = "/tenants/\(tenant)/sources/new?kind=sftp"
            try await owner.get(sources)
            try await owner.post(
                sources,
                [
                    "name": "nas", "agent": "pool", "host": "nas.lan", "port": "2x",
                    "user": "me", "paths": "relative", "keep_daily": "1o",
                ])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("“2x” is no whole number."))
            #expect(owner.page.text.contains("“1o” is no whole number."))
        }
    }

    @Test func aMachineOverSSHIsDescribedWithItsKeyAndNothingItCannotTell() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let path = "/tenants/\(tenant)/sources/new?kind=sftp"
            try await owner.get(path)
            #expect(!owner.page.text.contains("name=\"one_file_system\""))
            let key = "-----BEGIN OPENSSH PRIVATE KEY-----\r\nhush\r\n-----END-----\r\n"
            let fingerprint = "SHA256:" + String(repeating: "a", count: 43)
            var form = [
                "name": "shop", "agent": "pool", "host": "shop", "port": "22", "user": "backup",
                "host_key": "SHA256:short", "private_key": key, "passphrase": "hush-hush",
                "paths": "/srv/www", "vaults": "\(there.vault)", "enabled": "on",
                "overlap": "reject", "issues": "warn",
            ]
            try await owner.post(path, form)
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("A fingerprint is SHA256: and 43 characters."))
            #expect(!owner.page.text.contains("hush"), "keys are typed again")
            form["host_key"] = fingerprint
            try await owner.post(path, form)
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let source = try #require(owner.page.location)
            let id = try #require(ID<Source>(String(source.suffix(36))))
            let kept = try #require(try await site.store.source(id, of: tenant)).item
            guard case .sftp(let server) = kept.configuration else {
                Issue.record("it is a machine over SSH")
                return
            }
            #expect(server.hostKey == fingerprint && server.host == "shop")
            let secrets = try await site.store.secrets(of: [.source(id)], in: tenant)
            #expect(Set(secrets.map(\.name)).isSuperset(of: [.privateKey, .passphrase]))
            try await owner.get("\(source)/edit")
            #expect(owner.page.text.contains("value=\"\(fingerprint)\""))
            #expect(!owner.page.text.contains("hush") && !owner.page.text.contains("OPENSSH"))
            try await owner.get(source)
            try await owner.post("\(source)/test", [:])
            #expect(owner.page.status == 200)
            #expect(owner.page.text.contains("It could not be read"))
        }
    }

    @Test func secretsOfAVaultAreNeverShownAgain() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/vaults/new?kind=s3"
            try await owner.get(path)
            try await owner.post(
                path,
                [
                    "name": "off site", "format": "repository",
                    "endpoint": "s3.example.com", "bucket": "bucket", "access_key": "AKIA",
                    "secret_key": "hush-hush", "passphrase": "very-hush", "forget": "",
                    "prune": "", "check": "", "check_percent": "5",
                ])
            let vault = try #require(owner.page.location, "\(owner.page.text)")
            for page in [vault, "\(vault)/edit", "/tenants/\(tenant)/audit"] {
                try await owner.get(page)
                #expect(owner.page.status == 200)
                #expect(!owner.page.text.contains("hush"), "\(page)")
            }
            try await owner.get(vault)
            try await owner.post("\(vault)/test", [:])
            #expect(owner.page.status == 200)
            #expect(owner.page.text.contains("The agent is not connected"))
        }
    }

    @Test func whatAScheduleFiresIsBegunByItsPage() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let schedule = "/tenants/\(tenant)/schedules/\(there.schedule)"
            try await owner.get(schedule)
            #expect(owner.page.text.contains("Run now"))
            try await owner.post("\(schedule)/runs", [:])
            let run = try #require(owner.page.location, "\(owner.page.text)")
            #expect(run.hasPrefix("/tenants/\(tenant)/runs/"), "one run is followed")
            let second = Sample.source(
                "second", of: tenant, at: .agent(there.agent), into: [there.vault])
            _ = try await site.store.addSource(second, secrets: [], once: nil, audit: [])
            _ = try await site.store.changeSchedule(
                there.schedule, of: tenant, version: nil
            ) { schedule in
                schedule.isEnabled = false
                schedule.sources.append(second.id)
                return []
            }
            try await owner.get(schedule)
            #expect(owner.page.text.contains("Run once all the same"))
            try await owner.post("\(schedule)/runs", [:])
            #expect(owner.page.location == schedule)
            let runs = try await site.store.runs(
                of: tenant, matching: RunFilter(kinds: [.backup]), PageRequest()
            ).items.filter { !$0.position.state.isFinal }
            #expect(Set(runs.compactMap(\.subject.source)) == [there.source, second.id])
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get(schedule)
            #expect(!viewer.page.text.contains("\(schedule)/runs"))
        }
    }

    @Test func aRunIsStartedShownAndCancelled() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let ids = try await site.addProtection("files", to: tenant)
            let source = "/tenants/\(tenant)/sources/\(ids.source)"
            try await owner.get(source)
            try await owner.post("\(source)/runs", [:])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let run = try #require(owner.page.location)
            try await owner.get(run)
            #expect(owner.page.text.contains("Backup of files"))
            #expect(owner.page.text.contains("Waiting"))
            try await owner.get("/tenants/\(tenant)/runs?show=ongoing")
            #expect(owner.page.text.contains("Backup of files"))
            try await owner.get(run)
            try await owner.post("\(run)/cancellation", [:])
            #expect(owner.page.location == run)
            try await owner.get(run)
            #expect(owner.page.text.contains("Cancelled"))
            try await owner.get("\(run)/log")
            #expect(owner.page.text.contains(" warning cancelling"))
            #expect(owner.page.fields[.contentDisposition]?.contains(".log") == true)
            let runs = "/tenants/\(tenant)/runs"
            for (query, isThere) in [
                ("source=\(ids.source)", true), ("vault=\(ids.vault)", true),
                ("agent=\(ids.agent)", true), ("vault=\(ids.agent)", false),
                ("source=nonsense", true),
            ] {
                try await owner.get("\(runs)?\(query)&show=failed")
                #expect(owner.page.status == 200)
                #expect(owner.page.text.contains("Backup of files") == isThere, "\(query)")
                #expect(owner.page.text.contains("Only those of") != query.hasSuffix("nonsense"))
            }
            try await owner.get("\(runs)?show=warned")
            #expect(owner.page.text.contains("No run fits"))
        }
    }
}
