import Domain
import Host
import StoreSupport
import Testing
import Values

@testable import HubWeb

/// Agents lie on the overview by the label that says most of them.
@Suite struct BedGroupTests {
    /// Names of groups with how many are in each.
    private func shown(_ labels: [[String: String]]) -> [String] {
        BedGroups.of(labels).map { "\($0.name ?? "-") \($0.members.count)" }
    }

    @Test func theLabelThatMostHaveMakesTheGroups() {
        let site = [["site": "north", "os": "a"], ["site": "south"], ["site": "north"], [:]]
        #expect(shown(site) == ["north 2", "south 1", "- 1"])
        #expect(shown([["b": "1", "a": "1"], ["b": "2", "a": "2"]]) == ["1 1", "2 1"])
    }

    @Test func whatMakesNoGroupsIsNotGroupedBy() {
        #expect(shown([[:], [:]]) == ["- 2"])
        #expect(shown([["site": "north"], ["site": "north"]]) == ["- 2"], "all are alike")
        let few = [["site": "north"], ["site": "south"], [:], [:], [:]]
        #expect(shown(few) == ["- 5"], "few have it")
        let many = (1...9).map { ["host": "\($0)"] }
        #expect(shown(many) == ["- 9"], "each is a group")
        #expect(shown([]) == ["- 0"])
    }

    @Test func theOverviewShowsThemByName() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            for (name, place) in [("a", "north"), ("b", "<i>south</i>"), ("c", "north")] {
                try await site.addAgent(name, to: tenant, labels: ["site": place])
            }
            try await site.addAgent("d", to: tenant)
            try await owner.get("/tenants/\(tenant)")
            let bed = try #require(owner.page.between("class=\"bed\"", "class=\"legend\""))
            #expect(bed.contains("<bdi>north</bdi> <span class=\"num\">2</span>"), "\(bed)")
            #expect(bed.contains("<bdi>&lt;i&gt;south&lt;/i&gt;</bdi>"))
            #expect(bed.contains("<bdi>others</bdi>"))
        }
    }

    @Test func aVaultThatIsFullSoonNeedsAHand() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            try await site.makeReady(there.vault)
            try await site.measure((0..<12).map { 300 - $0 * 10 }, of: 1000, in: there)
            try await owner.get("/tenants/\(tenant)")
            let needs = try #require(owner.page.between("<ul class=\"needs\">", "</ul>"))
            #expect(needs.contains("web is full in about 19\u{a0}days"))
            let vaults = try #require(owner.page.between("id=\"vaults\"", "</section>"))
            #expect(vaults.contains("and how full they are"))
            #expect(vaults.contains("81\u{a0}%") && vaults.contains("Full in about 19\u{a0}days"))
        }
    }
}
