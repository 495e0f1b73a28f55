import AgentProtocol
import Domain
import HTTPServer
import Host
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import HubWeb

/// How often pages ask the store: as often for many things as for few, besides the names of what
/// they show.
@Suite(.timeLimit(.minutes(3))) struct PageReadsTests {
    /// Transactions that each page takes in a hub with so many agents, vaults, sources, schedules,
    /// runs and snapshots.
    private func reads(_ count: Int) async throws -> [String: Int] {
        var reads: [String: Int] = [:]
        let folder = (0..<50).map { number in
            TreePage.Item(
                name: FileName(Array("folder \(number)".utf8)), kind: .folder,
                size: ByteCount(0), modified: nil)
        }
        try await SiteFixture.with(folders: ["/": folder]) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            var all: [SiteFixture.Protection] = []
            for number in 0..<count {
                all.append(try await site.addProtection("\(number)", to: tenant))
            }
            let one = try #require(all.first)
            for (name, path) in [
                ("vaults", "vaults"), ("vault", "vaults/\(one.vault)"), ("agents", "agents"),
                ("agent", "agents/\(one.agent)"), ("coverage", "agents/\(one.agent)/coverage"),
                ("run", "runs/\(one.run)"), ("drills", "drills"), ("settings", "settings"),
            ] {
                _ = site.reads.takeReads()
                try await owner.get("/tenants/\(tenant)/\(path)")
                reads[name] = site.reads.takeReads()
                #expect(owner.page.status == 200, "\(path)")
            }
        }
        return reads
    }

    @Test func manyThingsAreReadInAsManyTurnsAsFew() async throws {
        let (few, many) = (try await reads(2), try await reads(22))
        for (name, count) in few {
            // The list of vaults names the keeper of each.
            let named = name == "vaults" ? 20 : 0
            #expect(many[name] == count + named, "\(name)")
            #expect(count <= 21, "\(name): \(count)")
        }
    }

    /// What came before a run is asked once, however long its page is looked at.
    @Test func theHistoryOfARunIsAskedOnce() async throws {
        let clock = TestClock()
        try await SiteFixture.with(live: LiveStreams(on: clock)) { site in
            let owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            // A kind that has no history, and one that has.
            let runs = [
                try await site.addRun(of: there, in: tenant, at: site.clock.now) { _ in },
                try await site.addRun(of: there, in: tenant, at: site.clock.now, .check) { _ in },
            ]
            var reads: [Int] = []
            for run in runs {
                _ = site.reads.takeReads()
                async let events = owner.events(of: "/tenants/\(tenant)/runs/\(run)")
                for _ in 0..<60 {
                    await clock.sleepers(1)
                    clock.advance(by: .milliseconds(500))
                }
                _ = try await events
                reads.append(site.reads.takeReads())
            }
            // At each of its turns it would be fifteen times.
            #expect((1..<5).contains(reads[0] - reads[1]), "\(reads)")
        }
    }
}
