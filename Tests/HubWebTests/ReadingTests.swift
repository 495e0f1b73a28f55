import Cron
import Domain
import Host
import HubCore
import Markup
import Store
import StoreSupport
import Testing
import Values

@testable import HubWeb

/// What is read as it is meant: times by the reader's clock, sentences with their ends, commands as
/// what is typed.
@Suite struct ReadingTests {
    @Test func timesAreOfTheReadersClockAndTellAlikeOnesApart() async throws {
        let zone = try await ZoneBook().zone(named: "Asia/Shanghai")
        let clock = LocalClock(zone: zone)
        let first = try #require(Timestamp(rfc3339: "2026-11-22T16:30:05Z"))
        #expect(clock.text(first) == "2026-11-23 00:30 CST")
        #expect(LocalClock(zone: nil).text(first) == "2026-11-22 16:30 UTC")
        let second = first + .seconds(20)
        let other = first + .seconds(86_400)
        #expect(
            clock.texts([first, second, other]) == [
                first: "2026-11-23 00:30:05 CST", second: "2026-11-23 00:30:25 CST",
                other: "2026-11-24 00:30 CST",
            ])
    }

    @Test func snapshotsToCompareWithAreToldByTheReadersClock() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let time = try #require(Timestamp(rfc3339: "2026-06-30T22:30:00Z"))
            for (name, seconds) in [("a", 1), ("b", 2)] {
                _ = try await site.addSnapshot(
                    name, of: there.source, in: there.vault, by: there.agent,
                    made: time + .seconds(seconds))
            }
            owner.cookies["holdfast-zone"] = "Europe/Berlin"
            try await owner.get("/tenants/\(tenant)/snapshots/\(there.snapshot)/changes")
            #expect(owner.page.text.contains(">2026-07-01 00:30:01 CEST<"))
            #expect(owner.page.text.contains(">2026-07-01 00:30:02 CEST<"))
        }
    }

    @Test func aScheduleSaysItsZoneWhereItIsNotTheReaders() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            _ = try await site.addProtection("web", to: tenant)
            let list = "/tenants/\(tenant)/schedules"
            try await owner.get(list)
            #expect(owner.page.text.contains("(Europe/Berlin)"))
            owner.cookies["holdfast-zone"] = "Europe/Berlin"
            try await owner.get(list)
            #expect(!owner.page.text.contains("(Europe/Berlin)"))
        }
    }

    @Test func sentencesEnd() {
        let words = Words.in(.english)
        let both = words.sentences(["The disk is full", nil, "Make room."])
        #expect(both == "The disk is full. Make room.")
        #expect(words.sentences(["保险库已满。", "", "see (a)"]) == "保险库已满。 see (a)")
    }

    @Test func commandsInSentencesStandAsCode() {
        func shown(_ text: String) -> String {
            String(decoding: Prose(text).markup.bytes, as: UTF8.self)
        }
        #expect(shown("As `holdfast <x>` says.") == "As <code>holdfast &lt;x&gt;</code> says.")
        #expect(shown("one ` alone") == "one ` alone")
    }

    @Test func aSourceSaysWhatItLeavesOut() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            try await owner.get("/tenants/\(tenant)/sources/\(there.source)")
            #expect(owner.page.text.contains("<h3>Leave out</h3>"))
            #expect(owner.page.text.contains("<code>*.tmp</code>"))
        }
    }
}
