import Cron
import Domain
import Host
import Store
import StoreSupport
import Testing
import Values

/// A vault is looked after by pages: its upkeep, where else its snapshots are kept.
@Suite struct VaultCarePagesTests {
    private func runs(_ kinds: Set<RunKind>, _ site: SiteFixture) async throws -> [Run] {
        try await site.store.runs(
            of: site.tenant(), matching: RunFilter(kinds: kinds), PageRequest()
        ).items
    }

    /// At a place that people could have typed.
    private func place(_ vault: ID<KnownVault>, _ site: SiteFixture) async throws {
        _ = try await site.store.changeVault(
            vault, of: site.tenant(), version: nil, secrets: SecretEdit()
        ) { vault in
            vault.place = "dav+https://vault.example/web"
            return []
        }
    }

    @Test func whatWasDoneToAVaultIsShownAndDoneAgain() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let vault = "/tenants/\(tenant)/vaults/\(there.vault)"
            try await owner.get(vault)
            #expect(owner.page.text.contains("Nothing has been done to it yet."))
            for kind in ["check", "backup", "nonsense"] {
                try await owner.get(vault)
                try await owner.post("\(vault)/runs", ["kind": kind])
                #expect(owner.page.status == (kind == "check" ? 303 : 404), "\(kind)")
            }
            let run = try #require(try await runs([.check], site).first)
            #expect(run.subject.vaults == [there.vault] && run.subject.percent == 5)
            _ = try await site.store.changeRun(run.id, of: tenant, at: site.clock.now) { page in
                page.run.position.state = .failed
                page.run.ended = site.clock.now
                return []
            }
            try await owner.get(vault)
            let last = try #require(
                owner.page.between("data-label=\"Last\"", "</td>"), "\(owner.page.text)")
            #expect(last.contains("never"), "nobody forgot yet: \(last)")
            #expect(owner.page.text.contains("/runs/\(run.id)"))
            #expect(owner.page.text.contains("Check of web"))
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get(vault)
            #expect(viewer.page.status == 200 && !viewer.page.text.contains("Check now"))
            try await viewer.post("\(vault)/runs", ["kind": "check"])
            #expect(viewer.page.status == 403)
        }
    }

    @Test func aVaultIsEmptiedByAnOwnerWhoTypesItsName() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let vault = "/tenants/\(tenant)/vaults/\(there.vault)"
            try await owner.get(vault)
            #expect(!owner.page.text.contains("\(vault)/wipe"), "it is not made yet")
            _ = try await site.store.changeVault(
                there.vault, of: tenant, version: nil, secrets: SecretEdit()
            ) { vault in
                vault.readiness = .ready
                return []
            }
            try await owner.get(vault)
            #expect(owner.page.text.contains("\(vault)/wipe"))
            try await owner.get("\(vault)/wipe")
            #expect(owner.page.text.contains("the snapshot that the hub knows of"))
            for (typed, said) in [
                ("other", "This is not the same name"),
                ("web", "The agent is not connected"),
            ] {
                try await owner.post("\(vault)/wipe", ["confirmation": typed])
                #expect(owner.page.status == 422 && owner.page.text.contains(said), "\(typed)")
            }
            #expect(try await runs([.prune], site).isEmpty)
            var admin = try await site.browser(of: .admin, in: tenant)
            try await admin.get(vault)
            #expect(!admin.page.text.contains("\(vault)/wipe"))
            try await admin.post("\(vault)/wipe", ["confirmation": "web"])
            #expect(admin.page.status == 403)
        }
    }

    @Test func aCopyRuleIsMadeChangedAndEnded() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let vault = "/tenants/\(tenant)/vaults/\(there.vault)"
            try await place(there.vault, site)
            try await owner.get("\(vault)/copies")
            #expect(owner.page.text.contains("There is no other vault that copies could go to"))
            let other = Sample.vault("<i>far</i>", of: tenant)
            _ = try await site.store.addVault(other, secrets: [], once: nil, audit: [])
            try await owner.get("\(vault)/copies")
            #expect(owner.page.text.contains("&lt;i&gt;far&lt;/i&gt;"))
            try await owner.post("\(vault)/copies", ["to": "\(other.id)", "keep_daily": "3x"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("“3x” is no whole number."))
            try await owner.post("\(vault)/copies", ["to": "\(other.id)", "keep_daily": "30"])
            #expect(owner.page.location == vault, "\(owner.page.text)")
            try await owner.get(vault)
            #expect(owner.page.text.contains("keeps Daily 30"))

            let rule = "\(vault)/copies?to=\(other.id)"
            try await owner.get(rule)
            #expect(owner.page.text.contains("value=\"30\""))
            #expect(!owner.page.text.contains("<select"), "where it goes does not change")
            try await owner.post(rule, ["keep_daily": ""])
            let kept = try #require(try await site.store.vault(there.vault, of: tenant)).item
            #expect(kept.copies == [CopyRule(target: other.id)])
            try await owner.get(vault)
            #expect(owner.page.text.contains("stays as long as its source says"))

            try await owner.get(rule)
            try await owner.post(rule, ["deed": "remove"])
            #expect(owner.page.location == vault)
            let ended = try #require(try await site.store.vault(there.vault, of: tenant)).item
            #expect(ended.copies.isEmpty)
            try await owner.get(rule)
            #expect(owner.page.status == 404, "there is no such rule any more")
            let told = try await site.store.auditEvents(
                in: .tenant(tenant), matching: AuditFilter(), before: nil, limit: 3)
            #expect(told.allSatisfy { $0.draft.action == .vaultChanged })
        }
    }

    @Test func whatIsMissingThereIsCopiedNow() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let vault = "/tenants/\(tenant)/vaults/\(there.vault)"
            let target = try await site.addCopy(of: there.vault, named: "far")
            try await owner.get(vault)
            #expect(owner.page.text.contains("Copy now"))
            try await owner.post("\(vault)/copies/runs", ["to": "\(target)"])
            #expect(owner.page.location == vault, "no run of ours made what is there")
            #expect(try await runs([.copy], site).isEmpty)
            _ = try await site.addSnapshot(
                "stored", of: there.source, in: there.vault, by: there.agent, run: there.run)
            try await owner.get(vault)
            #expect(owner.page.text.contains("Nothing yet"))
            try await owner.post("\(vault)/copies/runs", ["to": "\(target)"])
            let run = try #require(try await runs([.copy], site).first, "\(owner.page.text)")
            #expect(owner.page.location?.hasSuffix("/runs/\(run.id)") == true)
            #expect(run.subject.vaults == [there.vault, target])
            try await owner.get(vault)
            #expect(owner.page.text.contains("Copy of web"))
            try await owner.post("\(vault)/copies/runs", ["to": "\(there.vault)"])
            #expect(owner.page.status == 404, "no rule says so")
            #expect(try await runs([.copy], site).count == 1)
        }
    }

    @Test func oneSnapshotIsCopied() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let snapshot = "/tenants/\(tenant)/snapshots/\(there.snapshot)"
            try await owner.get(snapshot)
            #expect(!owner.page.text.contains("/copies"), "there is nowhere to copy it to")
            let other = Sample.vault("far", of: tenant)
            _ = try await site.store.addVault(other, secrets: [], once: nil, audit: [])
            try await owner.get(snapshot)
            #expect(owner.page.text.contains("value=\"\(other.id)\""))
            try await owner.post("\(snapshot)/copies", ["to": "\(other.id)"])
            let run = try #require(try await runs([.copy], site).first, "\(owner.page.text)")
            #expect(run.subject.snapshot == there.snapshot)
            #expect(run.subject.vaults == [there.vault, other.id])
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get(snapshot)
            #expect(!viewer.page.text.contains("/copies"))
        }
    }

    @Test func whatBoundsAVaultIsWrittenAsASizeAndShown() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            _ = try await site.store.changeVault(
                there.vault, of: tenant, version: nil, secrets: SecretEdit()
            ) {
                $0.place = "dav+https://vault.example/web"
                return []
            }
            let path = "/tenants/\(tenant)/vaults/\(there.vault)"
            func vault() async throws -> KnownVault {
                try #require(try await site.store.vault(there.vault, of: tenant)).item
            }
            func send(_ quota: String, _ upload: String, _ download: String) async throws {
                try await owner.get("\(path)/edit")
                try await owner.send(to: "\(path)/edit") {
                    $0.set("quota", quota)
                    $0.set("upload", upload)
                    $0.set("download", download)
                }
            }
            try await send("500", "10 MB", "1KiB")
            #expect(owner.page.status == 422 && owner.page.text.contains("quota-error"))
            #expect(owner.page.text.contains("Write a whole number and its unit"))
            #expect(owner.page.text.contains("value=\"10 MB\""), "what was typed stays")
            try await send("1MiB", "1023B", "")
            #expect(owner.page.text.contains("This has to be 1KiB or more."))
            #expect(try await vault().quota == nil)
            try await send(" 500GiB", "10MB", "")
            #expect(owner.page.status == 303, "\(owner.page.text)")
            #expect(try await vault().quota == .gibibytes(500))
            #expect(try await vault().bandwidth == Bandwidth(upload: ByteCount(10_000_000)))
            try await owner.get(path)
            #expect(owner.page.text.contains("9.5\u{a0}MiB a second"))
            try await owner.get("\(path)/edit")
            #expect(owner.page.text.contains("value=\"500GiB\""))
            #expect(owner.page.text.contains("backups go on beyond it"))
            try await send("", "", "1MiB")
            #expect(try await vault().quota == nil)
            #expect(try await vault().bandwidth == Bandwidth(download: .mebibytes(1)))
            owner.cookies["holdfast-language"] = "zh-CN"
            try await owner.get("/tenants/\(tenant)/audit")
            #expect(owner.page.text.contains("配额") && owner.page.text.contains("下载上限"))
        }
    }

    @Test func whoDeletesGetsACredentialThatIsNeverShownAgain() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            _ = try await site.store.changeVault(
                there.vault, of: tenant, version: nil, secrets: SecretEdit()
            ) {
                $0.place = "dav+https://vault.example/web"
                return []
            }
            let path = "/tenants/\(tenant)/vaults/\(there.vault)/edit"
            func deleting() async throws -> Set<SecretName> {
                let secrets = try await site.store.secrets(
                    of: [.vault(there.vault)], in: tenant)
                return Set(secrets.filter { $0.purpose == .delete }.map(\.name))
            }
            func send(_ fields: [String: String]) async throws {
                try await owner.get(path)
                try await owner.send(to: path) { form in
                    for (name, value) in fields { form.set(name, value) }
                }
            }
            try await owner.get(path)
            #expect(!owner.page.text.contains("There is one, sealed."))
            #expect(!owner.page.text.contains("one_credential"))
            // What is wrong elsewhere shows the form again, without the secret.
            try await send(["deleting_password": "more hush", "check_percent": "7x"])
            #expect(owner.page.status == 422 && !owner.page.text.contains("more hush"))
            try await send(["deleting_user": "keeper", "deleting_password": "more hush"])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            #expect(try await deleting() == [.accessKey, .password])
            try await owner.get(path)
            #expect(owner.page.text.contains("There is one, sealed."))
            #expect(!owner.page.text.contains("more hush"))
            #expect(!owner.page.text.contains("value=\"keeper\""))
            // An empty field changes nothing.
            try await send(["name": "web again"])
            #expect(try await deleting() == [.accessKey, .password])
            try await send(["one_credential": "on", "deleting_password": "another"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("choose one of both"))
            try await send(["one_credential": "on"])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            #expect(try await deleting().isEmpty)
            try await owner.get("/tenants/\(tenant)/vaults/new?kind=folder")
            #expect(!owner.page.text.contains("deleting_"))
            try await owner.get("/tenants/\(tenant)/vaults/new?kind=s3")
            #expect(owner.page.text.contains("name=\"deleting_secret_key\""))
        }
    }

    @Test func whatAFormDoesNotAskAboutStaysAsItWas() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let target = try await site.addCopy(of: there.vault, named: "far")
            _ = try await site.store.changeVault(
                there.vault, of: tenant, version: nil, secrets: SecretEdit()
            ) { vault in
                vault.place = "dav+https://vault.example/web"
                vault.cadence = MaintenanceCadence(
                    drill: try CronExpression("@monthly"), zone: "Europe/Berlin")
                vault.cap = DeletionCap(count: 3, percent: 7)
                return []
            }
            let path = "/tenants/\(tenant)/vaults/\(there.vault)/edit"
            try await owner.get(path)
            var form: [String: String] = [:]
            for name in ["drill", "zone", "cap_count", "cap_percent", "check_percent"] {
                #expect(owner.page.text.contains("name=\"\(name)\""))
            }
            form = [
                "name": "web", "url": "https://vault.example/web", "keeper": "\(there.agent)",
                "forget": "", "prune": "", "check": "@daily", "check_percent": "5",
                "drill": "@monthly", "zone": "Europe/Berlin", "cap_count": "3",
                "cap_percent": "7x",
            ]
            try await owner.post(path, form)
            #expect(owner.page.status == 422 && owner.page.text.contains("cap_percent-error"))
            form["cap_percent"] = "8"
            try await owner.post(path, form)
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let vault = try #require(try await site.store.vault(there.vault, of: tenant)).item
            #expect(vault.cadence.drill?.text == "@monthly")
            #expect(vault.cadence.zone == "Europe/Berlin")
            #expect(vault.cap == DeletionCap(count: 3, percent: 8))
            #expect(vault.copies == [CopyRule(target: target)])
        }
    }
}
