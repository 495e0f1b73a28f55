import Domain
import Host
import HubWeb
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@Suite(.timeLimit(.minutes(3))) struct OverviewTests {
    @Test func theVerdictIsOfEverySourceAndNotOfTheLatestRuns() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            _ = try await site.addProtection("broken", to: tenant)
            let good = try await site.addProtection("steady", to: tenant)
            // More good backups of another source than a list would look at.
            for _ in 0..<210 { try await site.backUp(good, of: tenant) }
            try await owner.get("/")
            let text = owner.page.text
            #expect(text.contains("1 of 2 sources are protected."))
            #expect(text.contains("1 failed last."))
            #expect(text.contains("class=\"verdict\" data-status=\"fail\""))
            let needs = try #require(owner.page.between("<ul class=\"needs\">", "</ul>"))
            #expect(needs.contains("broken") && needs.contains("See the cause"))
            #expect(!needs.contains("steady"))
        }
    }

    /// Copies that were made and are damaged are no quiet morning.
    @Test func whatPressesIsInTheVerdictAndNeedsAHand() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            try await site.backUp(there, of: tenant)
            func overview(_ condition: AlertCondition) async throws -> String {
                try await site.store.note(
                    AlertChanges(observed: [condition]), of: .tenant(tenant), at: site.clock.now)
                try await owner.get("/")
                try await site.store.note(
                    AlertChanges(cleared: [condition]), of: .tenant(tenant), at: site.clock.now)
                return owner.page.text
            }
            let damaged = try await overview(.maintenanceFailed(there.vault, .check))
            #expect(damaged.contains("class=\"verdict\" data-status=\"fail\""))
            #expect(damaged.contains("Your source is backed up, and something is wrong."))
            #expect(damaged.contains("1 alert is open."))
            #expect(damaged.contains(">The last check of "))
            let skewed = try await overview(.clockSkew(there.agent))
            #expect(skewed.contains("class=\"verdict\" data-status=\"warn\""))
            #expect(skewed.contains("Your source is protected."))
            // A notebook at night.
            let away = try await overview(.agentAway(there.agent))
            #expect(away.contains("class=\"verdict\" data-status=\"ok\""))
            #expect(away.contains(">Nothing was heard of "))
        }
    }

    @Test func whatFiresNextIsTold() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            try await site.backUp(there, of: tenant)
            func add(_ name: String, _ cron: String, isEnabled: Bool = true) async throws {
                var schedule = try Sample.schedule(
                    name, of: tenant, firing: [there.source], cron: cron)
                schedule.isEnabled = isEnabled
                let added = schedule
                _ = try await site.store.addSchedule(added, once: nil, audit: [])
            }
            try await add("soonest", "* * * * *")
            try await add("paused", "* * * * *", isEnabled: false)
            try await add("far", "0 0 29 2 *")
            try await add("farther", "0 1 29 2 *")
            try await owner.get("/")
            let next = try #require(owner.page.between("aria-labelledby=\"next\"", "</section>"))
            #expect(next.contains(">soonest<") && next.contains(">web<"))
            #expect(!next.contains("paused") && !next.contains("farther"))
            #expect(next.ranges(of: "<li").count == 3 && next.contains("1 source"))
            for number in 0..<20 { try await add("more \(number)", "@daily") }
            try await owner.get("/")
            let many = try #require(owner.page.between("aria-labelledby=\"next\"", "</section>"))
            #expect(many.contains("more than 20 schedules") && !many.contains("soonest"))
        }
    }

    @Test func aQuietMorningSaysSo() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            try await site.backUp(there, of: tenant)
            try await owner.get("/")
            #expect(owner.page.text.contains("Your source is protected."))
            #expect(!owner.page.text.contains("class=\"needs\""))
            #expect(owner.page.text.contains("No drill has passed yet."))
            // What the cells of the calendar mean is said in words.
            for word in ["more runs", "outlined: a warning", "crossed: a failure"] {
                #expect(owner.page.text.contains(word), "\(word)")
            }
            owner.cookies["holdfast-language"] = "zh-CN"
            try await owner.get("/")
            #expect(owner.page.text.contains("全部 1 个来源均已受到保护。"))
            // What nobody has backed up yet is no quiet morning.
            let new = Sample.source(
                "new", of: tenant, at: .agent(there.agent), into: [there.vault])
            _ = try await site.store.addSource(new, secrets: [], once: nil, audit: [])
            owner.cookies["holdfast-language"] = "en-US"
            try await owner.get("/")
            #expect(owner.page.text.contains("class=\"verdict\" data-status=\"warn\""))
            let needs = try #require(owner.page.between("<ul class=\"needs\">", "</ul>"))
            #expect(needs.contains("1 waits for its first backup"))
        }
    }

    /// However much happens, a browser is sent one page each two seconds, and a small one.
    @Test func aThousandRunsDoNotFloodABrowser() async throws {
        let clock = TestClock()
        try await SiteFixture.with(live: LiveStreams(on: clock)) { site in
            let owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            try await site.fill(1000, runsOf: there, in: tenant)
            async let events = owner.events(of: "/tenants/\(tenant)")
            for step in 0..<15 * 4 {
                await clock.sleepers(1)
                // Several changes between two looks.
                for number in 0..<3 { try await site.advance(step * 3 + number, in: tenant) }
                clock.advance(by: .milliseconds(500))
            }
            let heard = try await events.filter { !$0.contains("event: counts") }
            #expect(heard.count > 2 && heard.count <= 16, "\(heard.count) events")
            #expect(heard.allSatisfy { $0.utf8.count < 60_000 })
            #expect(heard[1].contains("All 1,000"))
        }
    }
}

extension SiteFixture {
    func backUp(_ there: Protection, of tenant: ID<Tenant>) async throws {
        let now = clock.now
        var run = Run(
            id: ids.next(), tenant: tenant, kind: .backup, cause: .hub,
            subject: RunSubject(source: there.source, vaults: [there.vault], agent: there.agent),
            created: now)
        run.agent = there.agent
        run.started = now
        run.ended = now
        run.position.state = .succeeded
        let ended = run
        _ = try await store.startRun(about: RunSubject(), of: tenant) { _ in
            .new(RunPage(ended), [])
        }
    }

    /// Runs that go on, their names known by their numbers.
    func fill(_ count: Int, runsOf there: Protection, in tenant: ID<Tenant>) async throws {
        for _ in 0..<count {
            var run = Run(
                id: ids.next(), tenant: tenant, kind: .backup, cause: .hub,
                subject: RunSubject(
                    source: there.source, vaults: [there.vault], agent: there.agent),
                created: clock.now)
            run.agent = there.agent
            run.position.state = .running
            let going = run
            _ = try await store.startRun(about: RunSubject(), of: tenant) { _ in
                .new(RunPage(going), [])
            }
        }
    }

    /// One of the runs that go on ends.
    func advance(_ number: Int, in tenant: ID<Tenant>) async throws {
        let open = try await store.runs(
            of: tenant, matching: RunFilter(states: [.running, .finalizing]),
            PageRequest(limit: 6)
        ).items
        let run = open[number % open.count]
        let now = clock.now
        _ = try await store.changeRun(run.id, of: tenant, at: now) { page in
            page.run.position.state = .succeeded
            page.run.ended = now
            return []
        }
    }
}
