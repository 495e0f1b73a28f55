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

/// What has come is shown, and who has not answered is named.
@Suite(.timeLimit(.minutes(2))) struct FindSlowTests {
    private func answer(_ question: Question) -> Answer {
        guard case .search(let search) = question else { return .reached("") }
        return .found(
            SearchFindings(
                search.snapshots.map { name in
                    SearchFinding(
                        snapshot: name,
                        entries: [
                            SnapshotEntry(
                                path: FileName(Array("srv/\(name).txt".utf8)), kind: .file,
                                size: .kibibytes(3), modified: nil)
                        ], isWhole: true)
                }))
    }

    /// Looks with a browser's cookies, while somebody else moves the time.
    private func shown(_ path: String, to browser: Browser) async throws -> Browser.Shown {
        var browser = browser
        try await browser.get(path)
        return browser.page
    }

    @Test func whatHasComeIsShownAndWhoIsSlowIsNamed() async throws {
        let clock = TestClock()
        let slow = Shared<ID<KnownVault>?>(nil)
        try await SiteFixture.with(
            answers: { answer($0) },
            isSilent: { question in
                if case .search(let search) = question {
                    search.vault.id == slow.value
                } else {
                    false
                }
            }, asking: clock
        ) { site in
            let owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let quick = try await site.addProtection("quick", to: tenant)
            let nas = try await site.addProtection("<i>nas</i>", to: tenant)
            slow.change { $0 = nas.vault }
            let path = "/tenants/\(tenant)/find?name=x"
            async let first = shown(path, to: owner)
            await clock.sleepers(1)
            clock.advance(by: .seconds(3))
            let text = try await first.text
            #expect(text.contains("srv/quick.txt"))
            #expect(
                text.contains("No answer from &lt;i&gt;nas&lt;/i&gt; within 3\u{a0}s"), "\(text)")
            #expect(text.contains("One snapshot is still to be looked through."))
            #expect(text.contains("1 found in 1 snapshot<"), "of those that were looked through")
            #expect(text.contains("name=x&amp;wait=long"))
            // Reloaded with more patience it waits for longer, and says so as well.
            async let second = shown("\(path)&wait=long", to: owner)
            await clock.sleepers(1)
            clock.advance(by: .seconds(70))
            let later = try await second.text
            #expect(later.contains("within 1\u{a0}min\u{a0}10\u{a0}s"))
            #expect(later.contains("Ask again") && later.contains("srv/quick.txt"))
            // Now it answers, and nobody is waited for.
            slow.change { $0 = nil }
            let whole = try await shown(path, to: owner).text
            #expect(whole.contains("srv/quick.txt") && whole.contains("srv/&lt;i&gt;nas"))
            #expect(!whole.contains("No answer from"))
            _ = quick
        }
    }

    /// However often others are backed up meanwhile.
    @Test func theNewestOfEverySourceIsLookedThroughFirst() async throws {
        try await SiteFixture.with(answers: { answer($0) }) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            _ = try await site.addProtection("seldom", to: tenant)
            let often = try await site.addProtection("often", to: tenant)
            for number in 1...21 {
                _ = try await site.addSnapshot(
                    "n\(number)", of: often.source, in: often.vault, by: often.agent,
                    made: site.clock.now + .seconds(number))
            }
            let path = "/tenants/\(tenant)/find?name=x"
            try await owner.get(path)
            #expect(owner.page.text.contains("srv/seldom.txt"))
            #expect(owner.page.text.contains("srv/n21.txt"))
            #expect(!owner.page.text.contains("srv/n20.txt"))
            #expect(owner.page.text.contains("2 found in 2 snapshots"))
            #expect(owner.page.text.contains("name=x&amp;in=all\""))
            try await owner.get("\(path)&in=all")
            #expect(owner.page.text.contains("srv/n20.txt"))
            #expect(!owner.page.text.contains("srv/seldom.txt"))
            #expect(owner.page.text.contains("Look in older snapshots"))
            try await owner.get("\(path)&source=\(often.source)")
            #expect(owner.page.text.contains("srv/n20.txt"), "of one source all are looked through")
        }
    }

    @Test func nothingFoundSoFarIsNotNothing() async throws {
        let clock = TestClock()
        try await SiteFixture.with(
            answers: { answer($0) }, isSilent: { _ in true }, asking: clock
        ) { site in
            let owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            _ = try await site.addProtection("nas", to: tenant)
            async let page = shown("/tenants/\(tenant)/find?name=x", to: owner)
            await clock.sleepers(1)
            clock.advance(by: .seconds(3))
            let text = try await page.text
            #expect(text.contains("Nothing was found so far"))
            #expect(text.contains("An answer that is missing may still bring it."))
            #expect(text.contains("0 found in 0 snapshots"))
            #expect(text.contains("No answer from nas within 3\u{a0}s"))
        }
    }

    @Test func ofManyTheFirstAreNamed() {
        let names = (1...12).map { "a\($0)" }
        let words = FileWords(language: .english)
        #expect(words.unanswered(names, "3 s") == "No answer from a1, a2, a3 and 9 more within 3 s")
        let few = words.unanswered(Array(names.prefix(4)), "3 s")
        #expect(few == "No answer from a1, a2, a3, a4 within 3 s")
        let chinese = FileWords(language: .chinese).unanswered(names, "3 秒")
        #expect(chinese == "a1、a2、a3 等 12 个代理在 3 秒 内没有回答")
    }

    /// Of machines that are not there it is said at once which sources nobody could look through.
    @Test func sourcesThatNobodyOpensAreNamed() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            _ = try await site.addProtection("nas", to: tenant)
            try await owner.get("/tenants/\(tenant)/find?name=x")
            #expect(
                owner.page.text.contains(
                    "nas: No agent that can open this vault is connected."))
            #expect(owner.page.text.contains("0 found in 0 snapshots"))
        }
    }
}
