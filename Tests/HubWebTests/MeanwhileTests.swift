import Domain
import Store
import StoreSupport
import Testing
import Values

/// Two people have the same form open: nobody overwrites what they have not seen.
@Suite struct MeanwhileTests {
    @Test func aScheduleThatSomebodyElseSavedIsShownAgain() async throws {
        try await SiteFixture.with { site in
            var ann = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            var bob = try await site.browser(of: .admin, in: tenant)
            let there = try await site.addProtection("web", to: tenant)
            let page = "/tenants/\(tenant)/schedules/\(there.schedule)/edit"
            func schedule() async throws -> Schedule {
                try #require(try await site.store.schedule(there.schedule, of: tenant)).item
            }
            try await ann.get(page)
            try await bob.get(page)
            try await bob.send(to: page) {
                $0.set("name", "bob's <b>")
                $0.set("jitter", "30")
            }
            #expect(bob.page.status == 303, "\(bob.page.text)")
            try await ann.send(to: page) { $0.set("name", "ann's") }
            #expect(ann.page.status == 422)
            #expect(try await schedule().name == "bob's <b>", "nothing was saved over it")
            #expect(ann.page.text.contains("admin@example.org changed this at "))
            #expect(ann.page.text.contains("Changed to “bob&#39;s &lt;b&gt;” meanwhile. What was"))
            #expect(ann.page.text.contains("Changed to “30” meanwhile, and shown so."))
            let form = try #require(ShownForm(to: page, on: ann.page))
            #expect(form.one["name"] == "ann's" && form.one["jitter"] == "30")
            try await ann.send(to: page)
            #expect(ann.page.status == 303, "whoever sends it again means it: \(ann.page.text)")
            #expect(try await schedule().name == "ann's")
            #expect(try await schedule().jitter == .seconds(1800), "and nothing else is undone")
            // A third save in between is seen by that form as well.
            try await ann.get(page)
            try await bob.get(page)
            try await bob.send(to: page) { $0.set("enabled") }
            try await ann.send(to: page) { $0.set("jitter", "10") }
            #expect(ann.page.status == 422)
            #expect(ann.page.text.contains("Changed meanwhile, and shown as it is now."))
            try await bob.get(page)
            try await bob.send(to: page) { $0.set("jitter", "40") }
            try await ann.send(to: page)
            #expect(ann.page.status == 422 && ann.page.text.contains("Changed to “40” meanwhile."))
            try await ann.send(to: page)
            let last = try await schedule()
            #expect(last.jitter == .seconds(600) && !last.isEnabled)
        }
    }

    @Test func aSourceAndAVaultAreNotOverwrittenEither() async throws {
        try await SiteFixture.with { site in
            var ann = try await FirstMinuteTests.owner(of: site)
            ann.cookies["holdfast-language"] = "zh-CN"
            let tenant = try await site.tenant()
            var bob = try await site.browser(of: .admin, in: tenant)
            let there = try await site.addProtection("web", to: tenant)
            _ = try await site.store.changeVault(
                there.vault, of: tenant, version: nil, secrets: .init()
            ) {
                $0.place = "dav+https://vault.example/web"
                return []
            }
            for (page, field, value) in [
                ("/tenants/\(tenant)/sources/\(there.source)/edit", "keep_daily", "31"),
                ("/tenants/\(tenant)/vaults/\(there.vault)/edit", "cap_count", "77"),
            ] {
                try await ann.get(page)
                try await bob.get(page)
                try await bob.send(to: page) { $0.set(field, value) }
                #expect(bob.page.status == 303, "\(bob.page.text)")
                try await ann.send(to: page) { $0.set("name", "ann's") }
                #expect(ann.page.status == 422)
                #expect(ann.page.text.contains("admin@example.org于 "))
                #expect(ann.page.text.contains("期间已改为“\(value)”，现按此显示。"))
                try await ann.send(to: page)
                #expect(ann.page.status == 303, "\(ann.page.text)")
            }
            let source = try #require(try await site.store.source(there.source, of: tenant)).item
            #expect(source.name == "ann's" && source.retention.rules.counts[.daily] == 31)
            let vault = try #require(try await site.store.vault(there.vault, of: tenant)).item
            #expect(vault.name == "ann's" && vault.cap.count == 77)
        }
    }

    @Test func whatBothWantAlikeIsSavedAtOnce() async throws {
        try await SiteFixture.with { site in
            var ann = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            var bob = try await site.browser(of: .admin, in: tenant)
            let there = try await site.addProtection("web", to: tenant)
            let page = "/tenants/\(tenant)/sources/\(there.source)/edit"
            try await ann.get(page)
            try await bob.get(page)
            try await bob.send(to: page) { $0.set("name", "both") }
            try await ann.send(to: page) { $0.set("name", "both") }
            #expect(ann.page.status == 303, "\(ann.page.text)")
        }
    }
}
