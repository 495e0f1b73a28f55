import Domain
import HTTPServer
import Host
import Store
import StoreSupport
import Testing
import Values

@testable import HubWeb

/// What drills proved, on paper.
@Suite struct DrillReportTests {
    /// A drill that ended so many days ago, as the records of an agent bring it in.
    private func add(
        _ days: Int64, hasPassed: Bool, of there: SiteFixture.Protection, to site: SiteFixture
    ) async throws -> String {
        let (tenant, now) = (try await site.tenant(), site.clock.now)
        let time = now - .seconds(days * 86_400)
        let run = try await site.addRun(of: there, in: tenant, at: time, .drill) { _ in }
        let drill = KnownDrill(
            run: run, tenant: tenant, source: there.source, vault: there.vault,
            snapshot: there.snapshot, agent: there.agent, time: time, hasPassed: hasPassed,
            findings: hasPassed ? 0 : 3, files: 48_210, size: .gibibytes(31), databases: 4,
            measures: KnownDrill.Measures(
                firstByte: nil, restoreTime: .seconds(360), verifyTime: .seconds(120),
                dataAge: .seconds(6 * 3600)))
        _ = try await site.store.writeRecords(
            of: site.ids.next(), by: there.agent, naming: RecordNames(), at: now,
            ids: { Sample.id(Run.self).uuid }
        ) { ledger in
            ledger.journal.committed = 1
            ledger.drills = [drill]
        }
        return String("\(time)".prefix { $0 != "T" })
    }

    private func list(_ browser: Browser) throws -> String {
        try #require(browser.page.between("id=\"all\"", "</section>"), "\(browser.page.text)")
    }

    @Test func theDrillsOfTheChosenDaysAreTold() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("<b>web", to: tenant)
            let lately = try await add(3, hasPassed: true, of: there, to: site)
            let before = try await add(50, hasPassed: false, of: there, to: site)
            let path = "/tenants/\(tenant)/drills/report"
            try await owner.get("/tenants/\(tenant)/drills")
            #expect(owner.page.text.contains(path))
            // Of the last thirty days, where nothing else is asked for.
            try await owner.get(path)
            let usual = try list(owner)
            #expect(usual.contains("48,210 files, 31\u{a0}GiB, 4 databases"), "\(usual)")
            #expect(usual.contains("Passed") && !usual.contains("Failed"))
            #expect(usual.contains("/snapshots/\(there.snapshot)"))
            #expect(usual.contains("&lt;b&gt;web"))
            #expect(owner.page.text.contains("Proven against promised"))
            try await owner.get("\(path)?since=\(before)&until=\(lately)")
            #expect(try list(owner).ranges(of: "48,210").count == 2, "the first and last day too")
            #expect(owner.page.text.contains("1 passed"))
            try await owner.get("\(path)?since=2020-01-01&until=\(before)")
            let old = try list(owner)
            #expect(old.contains("Failed: 3 differ") && !old.contains("Passed"))
            try await owner.get("\(path)?since=2020-01-01&until=2020-01-31")
            #expect(try list(owner).contains("Nothing was rehearsed on these days"))
            var viewer = try await site.browser(of: .viewer, in: tenant)
            viewer.cookies["holdfast-language"] = "zh-CN"
            try await viewer.get(path)
            #expect(viewer.page.text.contains("48,210 个文件"))
        }
    }

    @Test(arguments: ["since=x", "since=2026-02-30", "since=2026-01-02&until=2026-01-01", "until="])
    func whatIsNoSpanIsSaidToBeNone(query: String) async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            try await owner.get("/tenants/\(tenant)/drills/report?\(query)")
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("Give two days as in 2026-11-22"))
        }
    }
}
