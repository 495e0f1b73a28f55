import Domain
import HTTPServer
import Host
import Store
import Testing
import Values

/// What needs a hand is told with its next step; what goes, and why, is seen before it goes.
@Suite struct AlertPagesTests {
    @Test func anAlertLeadsToItsCauseAndIsLookedAfter() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/alerts"
            let there = try await site.addProtection("<b>nas</b>", to: tenant)
            let observed: Set<AlertCondition> = [
                .backupFailed(there.source), .agentAway(there.agent), .agentCloned(there.agent),
            ]
            try await site.store.note(
                AlertChanges(observed: observed), of: .tenant(tenant), at: site.clock.now)
            try await owner.get(path)
            let page = owner.page.text
            #expect(page.contains("The last backup of &lt;b&gt;nas&lt;/b&gt; failed"))
            #expect(page.contains("/runs/\(there.run)"), "the run that says why")
            #expect(page.contains("Nothing was heard of &lt;b&gt;nas"))
            #expect(page.ranges(of: "I look after it").count == 3)
            #expect(page.ranges(of: "It is over").count == 1, "the others end by themselves")
            let alerts = try await site.store.alerts(
                of: .tenant(tenant), matching: AlertFilter(), PageRequest()
            ).items
            let failed = try #require(alerts.first { $0.condition == .backupFailed(there.source) })
            try await owner.post("\(path)/\(failed.id)/acknowledgement", [:])
            #expect(owner.page.location == path)
            try await owner.get(path)
            #expect(owner.page.text.contains("Looked after"))
            let cloned = try #require(alerts.first { $0.condition == .agentCloned(there.agent) })
            try await owner.post("\(path)/\(cloned.id)/resolution", [:])
            try await owner.get("\(path)?show=resolved")
            #expect(owner.page.text.contains("Two machines say that they are"))
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get(path)
            #expect(viewer.page.status == 200 && !viewer.page.text.contains("I look after it"))
        }
    }

    @Test func aSnapshotIsDeletedAfterItsSourceWasTypedAndMayBeKeptAfterAll() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            let snapshot = "/tenants/\(tenant)/snapshots/\(there.snapshot)"
            _ = try await site.store.changeVault(
                there.vault, of: tenant, version: nil, secrets: .init()
            ) {
                $0.name = "shelf"
                return []
            }
            try await owner.get("\(snapshot)/deletion")
            #expect(owner.page.text.contains(" in shelf, for good"))
            try await owner.post("\(snapshot)/deletion", ["confirmation": "shelf"])
            #expect(owner.page.status == 422)
            try await owner.post("\(snapshot)/deletion", ["confirmation": "nas"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("<h1"), "the last good one stays")
            _ = try await site.addSnapshot(
                "later", of: there.source, in: there.vault, by: there.agent,
                made: site.clock.now + .seconds(60))
            try await owner.get("\(snapshot)/deletion")
            try await owner.post("\(snapshot)/deletion", ["confirmation": "nas"])
            let queue = try #require(owner.page.location, "\(owner.page.text)")
            try await owner.get(queue)
            #expect(owner.page.text.contains("Snapshot of nas"))
            #expect(owner.page.text.contains("Waits"))
            let deletion = try #require(
                try await site.store.deletions(
                    of: tenant, matching: DeletionFilter(), PageRequest()
                ).items.first)
            try await owner.post("\(queue)/\(deletion.id)/withdrawal", [:])
            try await owner.get(queue)
            #expect(owner.page.text.contains("Withdrawn"))
        }
    }

    @Test func rulesAreTriedOutOnTheSnapshotsThereAre() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            for day in 1...4 {
                _ = try await site.addSnapshot(
                    "day \(day)", of: there.source, in: there.vault, by: there.agent,
                    made: site.clock.now + .seconds(-86_400 * day))
            }
            let path = "/tenants/\(tenant)/sources/\(there.source)/retention"
            let others = ["last", "hourly", "weekly", "monthly", "yearly"].map { "&keep_\($0)=" }
            try await owner.get("\(path)?keep_daily=2\(others.joined())")
            #expect(owner.page.text.contains("Keeps 2 of 5 snapshots; 3 go"))
            #expect(owner.page.text.ranges(of: "<li class=\"goes\"").count == 3)
            #expect(owner.page.text.contains("daily 1 of 2, for"))
            try await owner.get("\(path)?keep_daily=1o")
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("“1o” is no whole number."))
            let kept = try await site.store.source(there.source, of: tenant)?.item
            #expect(kept?.retention.rules.counts[.daily] != 2, "trying changes nothing")
        }
    }
}
