import Domain
import Store
import StoreSupport
import Testing
import Values

/// Every keep rule that holds is shown, and changed by the same form.
@Suite struct KeepRulesPagesTests {
    private static let rules = RetentionRules(
        counts: [.daily: 3], within: CalendarSpan(years: 1, days: 2),
        ageMin: .seconds(36 * 3600), ageMax: .seconds(90 * 86_400))

    private func keep(
        _ rules: RetentionRules, of source: ID<Source>, _ site: SiteFixture
    ) async throws {
        _ = try await site.store.changeSource(
            source, of: site.tenant(), version: nil, secrets: SecretEdit()
        ) {
            $0.retention.rules = rules
            return []
        }
    }

    private func kept(_ source: ID<Source>, _ site: SiteFixture) async throws -> RetentionRules {
        try #require(try await site.store.source(source, of: site.tenant())).item.retention.rules
    }

    @Test func rulesByAgeAreShownAndEdited() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let source = "/tenants/\(tenant)/sources/\(there.source)"
            try await keep(
                RetentionRules(ageMax: .seconds(90 * 86_400)), of: there.source, site)
            try await owner.get(source)
            #expect(!owner.page.text.contains(">everything<"), "they go after 90 days")
            #expect(owner.page.text.contains("Nothing older than</dt><dd>90\u{a0}d<"))
            try await keep(RetentionRules(), of: there.source, site)
            try await owner.get(source)
            #expect(owner.page.text.contains(">everything<"))

            try await keep(Self.rules, of: there.source, site)
            try await owner.get(source)
            #expect(owner.page.text.contains("<dd>1\u{a0}year\u{a0}2\u{a0}days<"))
            #expect(owner.page.text.contains("<dd>1\u{a0}d\u{a0}12\u{a0}h<"))
            let edit = "\(source)/edit"
            try await owner.get(edit)
            let form = try #require(ShownForm(to: edit, on: owner.page))
            #expect(form.one["keep_within"] == "1y2d" && form.one["keep_age_min"] == "1d12h")
            #expect(form.one["keep_age_max"] == "90d")
            try await owner.send(to: edit)
            #expect(try await kept(there.source, site) == Self.rules, "nothing is lost by saving")
            try await owner.get(edit)
            try await owner.send(to: edit) {
                $0.set("keep_within", "")
                $0.set("keep_age_min", "2w1h")
                $0.set("keep_age_max", "1500ms")
            }
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let changed = RetentionRules(
                counts: [.daily: 3], ageMin: .seconds(14 * 86_400 + 3600),
                ageMax: .milliseconds(1500))
            #expect(try await kept(there.source, site) == changed)
            try await owner.get(edit)
            #expect(owner.page.text.contains("value=\"1s500ms\""))
            for (field, wrong) in [
                ("keep_within", "soon"), ("keep_age_min", "1y"), ("keep_age_max", "9999999w"),
            ] {
                try await owner.get(edit)
                try await owner.send(to: edit) { $0.set(field, wrong) }
                #expect(owner.page.status == 422 && owner.page.text.contains("“\(wrong)” is no"))
            }
            #expect(try await kept(there.source, site) == changed)
        }
    }

    @Test func rulesThatWereTriedAreTaken() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            try await keep(Self.rules, of: there.source, site)
            let path = "/tenants/\(tenant)/sources/\(there.source)/retention"
            try await owner.get(path)
            #expect(owner.page.text.contains("value=\"1y2d\""))
            #expect(!owner.page.text.contains("Use these rules"), "they hold already")
            try await owner.get("\(path)?keep_age_max=nonsense")
            #expect(owner.page.status == 422 && !owner.page.text.contains("Use these rules"))
            let trial = "\(path)?keep_daily=&keep_within=&keep_age_min=&keep_age_max=30d"
            try await owner.get(trial)
            #expect(try await kept(there.source, site) == Self.rules, "trying changes nothing")
            // Somebody else says something else meanwhile.
            try await keep(RetentionRules(counts: [.weekly: 5]), of: there.source, site)
            #expect(owner.page.text.contains("Use these rules"))
            let base = try #require(owner.page.between("\"base\" value=\"", "\""))
            try await owner.post(path, ["keep_age_max": "30d", "base": base])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("changed this"))
            #expect(owner.page.text.contains("Changed to “5” meanwhile, and shown so."))
            try await owner.get(trial)
            try await owner.post(path, ["keep_age_max": "30d"])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let taken = RetentionRules(ageMax: .seconds(30 * 86_400))
            #expect(try await kept(there.source, site) == taken)
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get("\(path)?keep_age_max=20d")
            #expect(viewer.page.status == 200 && !viewer.page.text.contains("Use these rules"))
            try await viewer.post(path, ["keep_age_max": "20d"])
            #expect(viewer.page.status == 403)
        }
    }
}
