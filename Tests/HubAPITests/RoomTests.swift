import AgentProtocol
import Cron
import Domain
import HTTPServer
import Host
import JSON
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// How much room vaults have, whether they keep what they promise, and what takes a folder.
@Suite struct RoomTests {
    private struct Hub {
        let fixture: APIFixture
        let tenant: ID<Tenant>
        let cookie: String

        func get(_ target: String) async throws -> APIFixture.Answer {
            try await fixture.ask(
                .get, "/api/v1/tenants/\(tenant)\(target)", [.cookie: cookie])
        }
    }

    private func withHub(_ body: (Hub, APIFixture, ID<Tenant>) async throws -> Void) async throws {
        try await APIFixture.with { fixture in
            let cookie = try #require(await fixture.signIn().cookie)
            let tenant = try #require(await fixture.store.tenant(named: "default")).id
            try await body(
                Hub(fixture: fixture, tenant: tenant, cookie: cookie), fixture, tenant)
        }
    }

    /// Ten GiB a day less of a hundred, as an agent tells it.
    private func measure(
        _ vault: ID<KnownVault>, days: Int, by agent: Agent, _ fixture: APIFixture
    ) async throws {
        let (now, ids) = (fixture.time.clock.now, IDSource())
        var names = RecordNames()
        names.vaults = [vault]
        for day in (0..<days).reversed() {
            let seen = now - .seconds(Int64(day) * 86_400)
            _ = try await fixture.store.writeRecords(
                of: ids.next(), by: agent.id, naming: names, at: now,
                ids: { ids.next(KnownSnapshot.self).uuid }
            ) { ledger in
                ledger.journal.committed = 1
                ledger.readings.append(
                    VaultReadingPage(
                        vault: vault, reading: ids.next(KnownSnapshot.self).uuid, page: 1,
                        isLast: true, began: seen, isBelieved: true,
                        space: VaultSpace(
                            seen: seen, free: .gibibytes(50 + 10 * day), total: .gibibytes(500))))
            }
        }
    }

    @Test func theRoomOfAVaultIsToldWithWhenItIsFull() async throws {
        try await withHub { hub, fixture, tenant in
            let agent = try await fixture.addAgent(to: tenant)
            var vault = Sample.vault("Disk", of: tenant)
            vault.keeper = agent.id
            _ = try await fixture.store.addVault(vault, secrets: [], once: nil, audit: [])
            let path = "/vaults/\(vault.id)/space"
            let before = try await hub.get(path)
            #expect(before.status == 200 && before.json?["measures"]?.list?.isEmpty == true)
            #expect(before.json?["snapshots"]?.wholeNumber == 0 && before.json?["full"] == nil)
            try await measure(vault.id, days: 3, by: agent, fixture)
            let early = try await hub.get(path)
            #expect(early.json?["measures"]?.list?.count == 3)
            #expect(early.json?["growthPerDay"] == nil, "three days say nothing of a week")
            try await measure(vault.id, days: 12, by: agent, fixture)
            let late = try await hub.get(path)
            #expect(late.json?["growthPerDay"]?.wholeNumber == 10 << 30)
            let full = fixture.time.clock.now + .seconds(5 * 86_400)
            #expect(late.json?["full"]?.text == "\(full)", "\(late.json ?? .null)")
            let last = late.json?["measures"]?.list?.last
            #expect(last?["free"]?.wholeNumber == 50 << 30)
            #expect(last?["total"]?.wholeNumber == 500 << 30)
            #expect(late.json?["read"]?.text == "\(fixture.time.clock.now)")
            #expect(try await hub.get("/vaults/\(Sample.id(KnownVault.self))/space").status == 404)
        }
    }

    @Test func theRoomIsWhatAQuotaLeavesWhereThatEndsFirst() async throws {
        try await withHub { hub, fixture, tenant in
            let agent = try await fixture.addAgent(to: tenant)
            var vault = Sample.vault("Bucket", of: tenant)
            (vault.keeper, vault.quota) = (agent.id, .gibibytes(10))
            _ = try await fixture.store.addVault(vault, secrets: [], once: nil, audit: [])
            let id = vault.id
            let path = "/vaults/\(id)/space"
            let before = try await hub.get(path)
            #expect(before.json?["quota"]?.wholeNumber == 10 << 30)
            #expect(before.json?["left"] == nil && before.json?["full"] == nil)
            // A bucket tells nothing; what lies in it was counted.
            let (now, ids) = (fixture.time.clock.now, IDSource())
            var names = RecordNames()
            names.vaults = [id]
            for held in [4, 12] {
                _ = try await fixture.store.writeRecords(
                    of: ids.next(), by: agent.id, naming: names, at: now,
                    ids: { ids.next(KnownSnapshot.self).uuid }
                ) { ledger in
                    ledger.journal.committed = 1
                    ledger.readings.append(
                        VaultReadingPage(
                            vault: id, reading: ids.next(KnownSnapshot.self).uuid, page: 1,
                            isLast: true, began: now, isBelieved: true,
                            space: VaultSpace(
                                seen: now + .seconds(Int64(held)), free: nil, total: nil,
                                held: .gibibytes(held))))
                }
                let after = try await hub.get(path)
                #expect(after.json?["left"]?.wholeNumber == Int64(max(0, 10 - held)) << 30)
                #expect((after.json?["full"] != nil) == (held == 12))
                let last = after.json?["measures"]?.list?.last
                #expect(last?["held"]?.wholeNumber == Int64(held) << 30 && last?["free"] == nil)
            }
            let overview = try await hub.get("/overview")
            let room = overview.json?["fullest"]?.list?.first
            #expect(room?["free"]?.wholeNumber == 0 && room?["total"]?.wholeNumber == 10 << 30)
        }
    }

    @Test func aVaultThatIsNewTellsWhoWouldMakeIt() async throws {
        try await withHub { hub, fixture, tenant in
            let agent = try await fixture.addAgent(to: tenant)
            var vaults: [String: ID<KnownVault>] = [:]
            for name in ["keeper", "source", "agent", "ready", "failed"] {
                var vault = Sample.vault(name, of: tenant)
                if name == "agent" { vault.keeper = agent.id }
                vault.readiness = KnownVault.Readiness(rawValue: name) ?? .new
                let added = vault
                _ = try await fixture.store.addVault(added, secrets: [], once: nil, audit: [])
                vaults[name] = vault.id
            }
            let storing = Sample.source(
                of: tenant, at: .agent(agent.id), into: [try #require(vaults["source"])])
            _ = try await fixture.store.addSource(storing, secrets: [], once: nil, audit: [])
            let list = try await hub.get("/vaults").json?["items"]?.list ?? []
            #expect(list.count == 5)
            for vault in list {
                let name = try #require(vault["name"]?.text)
                let wanted = ["keeper", "source", "agent"].contains(name) ? name : nil
                #expect(vault["waitsFor"]?.text == wanted, "\(name)")
                let id = try #require(vaults[name])
                #expect(try await hub.get("/vaults/\(id)").json?["waitsFor"]?.text == wanted)
            }
        }
    }

    @Test func whatVaultsPromiseOfDrillsIsTold() async throws {
        try await withHub { hub, fixture, tenant in
            let now = fixture.time.clock.now
            for (name, days) in [("fresh", 1), ("old", 90)] {
                var vault = Sample.vault(
                    name, of: tenant, created: now - .seconds(Int64(days) * 86_400))
                vault.cadence.drill = try CronExpression("@monthly")
                _ = try await fixture.store.addVault(vault, secrets: [], once: nil, audit: [])
            }
            let silent = Sample.vault("silent", of: tenant, created: now)
            _ = try await fixture.store.addVault(silent, secrets: [], once: nil, audit: [])
            let items = try await hub.get("/drills/promises").json?["items"]?.list ?? []
            let told = items.map { item -> [String?] in
                let next: String? = item["next"] == nil ? nil : "next"
                return [
                    item["name"]?.text, item["standing"]?.text, item["promised"]?.text, next,
                ]
            }
            #expect(
                told == [
                    ["old", "late", "@monthly", "next"],
                    ["fresh", "waiting", "@monthly", "next"], ["silent", "none", nil, nil],
                ], "\(items)")
            let page = try await hub.get("/drills/promises?limit=2")
            #expect(page.json?["items"]?.list?.count == 2 && page.json?["next"]?.text != nil)
        }
    }

    /// What lies there only its agent knows.
    @Test func aMachineThatIsAwayTellsNothingOfItsFolders() async throws {
        try await withHub { hub, fixture, tenant in
            let agent = try await fixture.addAgent(to: tenant)
            let answer = try await hub.get("/agents/\(agent.id)/coverage?path=/srv")
            #expect(answer.status == 409 && answer.code == "agent_away")
            let wrong = try await hub.get("/agents/\(agent.id)/coverage?path=srv")
            #expect(wrong.status == 422 || wrong.status == 400, "\(wrong.status)")
            let nobody = try await hub.get("/agents/\(Sample.id(Agent.self))/coverage")
            #expect(nobody.status == 404)
        }
    }
}
