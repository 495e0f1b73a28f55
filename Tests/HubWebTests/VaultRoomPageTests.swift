import Domain
import Host
import Store
import StoreSupport
import Testing
import Values

@testable import HubWeb

/// How full vaults are, and what stands in their way.
@Suite struct VaultRoomPageTests {
    private func panel(_ browser: Browser, _ vault: ID<KnownVault>) throws -> String {
        try #require(
            browser.page.between("aria-labelledby=\"v-\(vault)\"", "</section>"),
            "\(browser.page.text)")
    }

    @Test func aVaultThatFillsUpSaysHowFullItIsAndUntilWhen() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            try await site.makeReady(there.vault)
            // 10 GiB a day; after the last of them 190 are left.
            try await site.measure((0..<12).map { 300 - $0 * 10 }, of: 1000, in: there)
            let path = "/tenants/\(tenant)/vaults"
            try await owner.get(path)
            let panel = try panel(owner, there.vault)
            #expect(panel.contains("<b>81\u{a0}%</b>"))
            #expect(panel.contains("810\u{a0}GiB<br>of 1000\u{a0}GiB"))
            #expect(panel.contains("Full in about 19\u{a0}days"))
            #expect(panel.contains("10\u{a0}GiB a day"))
            #expect(panel.contains("Full soon"))
            #expect(panel.contains("Used over 12 days: from 700\u{a0}GiB to 810\u{a0}GiB."))
            #expect(owner.page.text.contains("web is full in about 19\u{a0}days"))
            // On its own page as well.
            try await owner.get("\(path)/\(there.vault)")
            let room = try #require(owner.page.between("id=\"room\"", "</section>"))
            #expect(room.contains("Full in about 19\u{a0}days"))
            owner.cookies["holdfast-language"] = "zh-CN"
            try await owner.get(path)
            #expect(owner.page.text.contains("约 19\u{a0}天后写满"))
        }
    }

    @Test func aQuotaThatEndsFirstIsTheRoomThatIsShown() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            try await site.makeReady(there.vault)
            func set(_ quota: ByteCount) async throws {
                _ = try await site.store.changeVault(
                    there.vault, of: tenant, version: nil, secrets: .init()
                ) {
                    $0.quota = quota
                    return []
                }
            }
            let path = "/tenants/\(tenant)/vaults"
            try await set(.gibibytes(400))
            try await owner.get(path)
            #expect(
                try panel(owner, there.vault).contains("400\u{a0}GiB, counted at the next reading"))
            // 10 GiB a day; in the end it holds 310 of them.
            try await site.measure((0..<12).map { 700 - $0 * 10 }, of: 1000, in: there) {
                .gibibytes(900 - $0)
            }
            try await owner.get(path)
            var shown = try panel(owner, there.vault)
            #expect(shown.contains("<b>78\u{a0}%</b>"), "\(shown)")
            #expect(shown.contains("310\u{a0}GiB<br>of 400\u{a0}GiB"))
            #expect(shown.contains("Full in about 9\u{a0}days") && shown.contains("Full soon"))
            #expect(shown.contains("310\u{a0}GiB of 400\u{a0}GiB"))
            #expect(shown.contains("Used over 12 days: from 200\u{a0}GiB to 310\u{a0}GiB."))
            #expect(owner.page.text.contains("Prune it, keep less, or raise its quota."))
            try await set(.gibibytes(300))
            try await owner.get(path)
            shown = try panel(owner, there.vault)
            #expect(shown.contains("It holds all of its quota") && shown.contains("<b>100"))
            #expect(owner.page.text.contains("web holds all of its quota"))
            try await owner.get("/tenants/\(tenant)")
            #expect(owner.page.text.contains("web holds all of its quota"))
            owner.cookies["holdfast-language"] = "zh-CN"
            try await owner.get("\(path)/\(there.vault)")
            #expect(owner.page.text.contains("配额已用完"))
            // With more room than the disk has, the disk is what ends first.
            try await set(.gibibytes(900_000))
            owner.cookies["holdfast-language"] = "en-US"
            try await owner.get(path)
            #expect(try panel(owner, there.vault).contains("of 1000\u{a0}GiB"))
        }
    }

    @Test func nothingIsClaimedBeforeThereIsAHistory() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let path = "/tenants/\(tenant)/vaults"
            try await owner.get(path)
            #expect(try panel(owner, there.vault).contains("Not read yet"))
            #expect(try panel(owner, there.vault).contains("web makes it, as soon as it is"))
            try await site.makeReady(there.vault)
            try await site.measure([500, 400, 300], of: 1000, in: there)
            try await owner.get(path)
            let panel = try panel(owner, there.vault)
            #expect(panel.contains("300\u{a0}GiB free"))
            #expect(panel.contains("told after a week of readings"))
            #expect(!panel.contains("Full"))
            #expect(panel.contains("Ready"))
            #expect(!owner.page.text.contains("is full in"))
        }
    }

    @Test func aVaultThatIsNotMadeSaysWhatItWaitsForAndLeadsThere() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let alone = try await site.store.addVault(
                Sample.vault("alone", of: tenant), secrets: [], once: nil, audit: []
            ).item.id
            let stored = try await site.store.addVault(
                Sample.vault("stored", of: tenant), secrets: [], once: nil, audit: []
            ).item.id
            let agent = try await site.addAgent("<b>web", to: tenant).id
            let source = Sample.source("web", of: tenant, at: .agent(agent), into: [stored])
            _ = try await site.store.addSource(source, secrets: [], once: nil, audit: [])
            var kept = Sample.vault("kept", of: tenant)
            kept.keeper = agent
            _ = try await site.store.addVault(kept, secrets: [], once: nil, audit: [])
            let path = "/tenants/\(tenant)/vaults"
            let waits = [
                (alone, "Nobody makes it yet: it has no keeper", "\(path)/\(alone)/edit"),
                (stored, "It is made by the agent of a source that stores in it", nil),
                (kept.id, "&lt;b&gt;web makes it, as soon as", "/agents/\(agent)"),
            ]
            try await owner.get(path)
            let list = owner
            for (vault, sentence, link) in waits {
                let panel = try panel(list, vault)
                #expect(panel.contains(sentence), "\(panel)")
                #expect(panel.contains("class=\"button mini\"") == (link != nil))
                try await owner.get("\(path)/\(vault)")
                let notice = try #require(owner.page.between("class=\"notice\"", "</section>"))
                #expect(notice.contains(sentence))
                if let link { #expect(panel.contains(link) && notice.contains(link)) }
            }
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get(path)
            #expect(try !panel(viewer, alone).contains("Choose a keeper"))
            try await site.makeReady(alone)
            try await owner.get("\(path)/\(alone)")
            #expect(!owner.page.text.contains("Nobody makes it yet"))
            owner.cookies["holdfast-language"] = "zh-CN"
            try await owner.get("\(path)/\(stored)")
            #expect(owner.page.text.contains("由存入其中的来源所在的代理"))
        }
    }

    @Test func aPlaceThatDoesNotTellIsSaidNotToTell() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            try await site.makeReady(there.vault)
            try await site.measure([nil], of: 1000, in: there)
            try await owner.get("/tenants/\(tenant)/vaults")
            let panel = try panel(owner, there.vault)
            #expect(panel.contains("Its place does not say how much room there is"))
            #expect(!panel.contains("class=\"donut") && !panel.contains("Growth"))
        }
    }

    @Test func whatStandsInTheWayIsSaidInItsPanelAndInNoOther() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let full = try await site.addProtection("full", to: tenant)
            let well = try await site.addProtection("well", to: tenant)
            for vault in [full.vault, well.vault] { try await site.makeReady(vault) }
            try await site.store.note(
                AlertChanges(observed: [
                    .vaultFull(full.vault), .maintenanceOverdue(full.vault, .check),
                ]), of: .tenant(tenant), at: site.clock.now)
            _ = try await site.store.changeVault(
                well.vault, of: tenant, version: nil, secrets: .init()
            ) { vault in
                vault.keeper = nil
                return []
            }
            try await owner.get("/tenants/\(tenant)/vaults")
            let one = try panel(owner, full.vault)
            #expect(one.contains("Needs a hand") && one.contains("The check of full is overdue"))
            #expect(!one.contains("has no keeper"))
            let other = try panel(owner, well.vault)
            #expect(other.contains("Ready") && other.contains("It has no keeper"))
            #expect(!other.contains("overdue"))
            owner.cookies["holdfast-language"] = "zh-CN"
            try await owner.get("/tenants/\(tenant)/vaults")
            #expect(try panel(owner, full.vault).contains("full 的检查已逾期"))
        }
    }

    @Test func whatManyVaultsHoldIsReadAtOnce() async throws {
        try await SiteFixture.with { site in
            _ = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            var ids: Set<ID<KnownVault>> = []
            for number in 1...3 {
                ids.insert(try await site.addProtection("v\(number)", to: tenant).vault)
            }
            let figures = try await site.store.figures(of: ids, in: tenant, since: 0)
            #expect(Set(figures.keys) == ids)
            #expect(figures.values.allSatisfy { $0.snapshots == 1 })
            #expect(figures.values.allSatisfy { $0.stored == .mebibytes(3) })
        }
    }
}

extension SiteFixture {
    func makeReady(_ vault: ID<KnownVault>) async throws {
        _ = try await store.changeVault(vault, of: tenant(), version: nil, secrets: .init()) {
            $0.readiness = .ready
            return []
        }
    }

    /// What the keeper of a vault found to be free at its place, in GiB, one day after the other
    /// until today; nil where the place did not tell.
    ///
    /// - Parameter held: What was counted when so much was free.
    func measure(
        _ free: [Int?], of total: Int, in there: Protection,
        held: (Int) -> ByteCount? = { _ in nil }
    ) async throws {
        let (now, ids) = (clock.now, ids)
        var names = RecordNames()
        names.vaults = [there.vault]
        for (index, free) in free.reversed().enumerated().reversed() {
            let seen = now - .seconds(Int64(index) * 86_400)
            let counted = free.flatMap(held)
            _ = try await store.writeRecords(
                of: ids.next(), by: there.agent, naming: names, at: now,
                ids: { ids.next(KnownSnapshot.self).uuid }
            ) { ledger in
                ledger.journal.committed = 1
                ledger.readings.append(
                    VaultReadingPage(
                        vault: there.vault, reading: ids.next(KnownSnapshot.self).uuid, page: 1,
                        isLast: true, began: seen, isBelieved: true,
                        space: free.map {
                            VaultSpace(
                                seen: seen, free: .gibibytes($0), total: .gibibytes(total),
                                held: counted)
                        }))
            }
        }
    }
}
