import Cron
import Domain
import Host
import Store
import StoreSupport
import Testing
import Values

/// What is promised of drills stands beside what was proven.
@Suite struct DrillPromiseTests {
    private func promise(
        _ cron: String?, of there: SiteFixture.Protection, _ site: SiteFixture
    ) async throws {
        let expression = try cron.map { try CronExpression($0) }
        _ = try await site.store.changeVault(
            there.vault, of: site.tenant(), version: nil, secrets: SecretEdit()
        ) { vault in
            vault.cadence.drill = expression
            return []
        }
    }

    /// A drill of the vault ends so, begun so long ago.
    private func drill(
        _ state: RunState, before span: Duration, of there: SiteFixture.Protection,
        _ site: SiteFixture
    ) async throws {
        let created = site.clock.now - span
        var run = Run(
            id: site.ids.next(), tenant: try await site.tenant(), kind: .drill,
            cause: .maintenance,
            subject: RunSubject(
                source: there.source, vaults: [there.vault], snapshot: there.snapshot,
                agent: there.agent), created: created)
        run.agent = there.agent
        let added = run
        let tenant = try await site.tenant()
        _ = try await site.store.startRun(about: RunSubject(), of: tenant) { _ in
            .new(RunPage(added), [])
        }
        _ = try await site.store.changeRun(run.id, of: tenant, at: created) { page in
            page.run.position.state = state
            page.run.started = created
            page.run.ended = created
            return []
        }
    }

    private func row(_ site: SiteFixture, _ browser: inout Browser) async throws -> String {
        try await browser.get("/tenants/\(try await site.tenant())/drills")
        return try #require(
            browser.page.between("id=\"promises\"", "</section>"), "\(browser.page.text)")
    }

    @Test func aPromiseIsKeptUntilItIsLate() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let there = try await site.addProtection("web", to: site.tenant())
            try await promise(nil, of: there, site)
            let none = try await row(site, &owner)
            #expect(none.contains("Nothing promised") && none.contains("Only when asked"))
            try await promise("@daily", of: there, site)
            // The vault was added long before anybody promised this.
            #expect(try await row(site, &owner).contains("Late"))
            try await drill(.succeeded, before: .seconds(3 * 86_400), of: there, site)
            let late = try await row(site, &owner)
            #expect(late.contains("Late") && late.contains("Daily"))
            #expect(!late.contains("Kept"))
            try await drill(.succeeded, before: .seconds(60), of: there, site)
            let kept = try await row(site, &owner)
            #expect(kept.contains("Kept") && !kept.contains("Late"))
            // One that fails proves nothing, and is told beside the one that did.
            try await drill(.failed, before: .seconds(30), of: there, site)
            let failed = try await row(site, &owner)
            #expect(failed.contains("Kept") && failed.contains("Failed"))
            owner.cookies["holdfast-language"] = "zh-CN"
            #expect(try await row(site, &owner).contains("已兑现"))
        }
    }

    @Test func manyVaultsHaveManyPages() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            for number in 1...23 { _ = try await site.addProtection("v\(number)", to: tenant) }
            let names = Set((1...23).map { "v\($0)" })
            func shown(_ text: String) -> Set<String> {
                names.filter { text.contains("<bdi>\($0)</bdi>") }
            }
            let first = try await row(site, &owner)
            let start = try #require(first.range(of: "drills?vaults=")).upperBound
            let next = first[start...].prefix { $0 != "\"" }
            try await owner.get("/tenants/\(tenant)/drills?vaults=\(next)")
            let second = try #require(owner.page.between("id=\"promises\"", "</section>"))
            #expect(shown(first).count == 20 && shown(second).count == 3)
            #expect(shown(first).union(shown(second)) == names)
        }
    }
}
