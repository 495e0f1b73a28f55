import Domain
import HTTPServer
import Host
import Store
import StoreSupport
import Testing
import Values

@testable import HubWeb

/// What stands beside a run: its attempts, and what it usually comes to.
@Suite struct RunPageTests {
    @Test func eachAttemptIsToldWithItsOutcomeAndTheLastGoodOneBefore() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant, failing: "vault_full")
            let origin = EventOrigin(agent: there.agent, incarnation: site.ids.next(), sequence: 1)
            _ = try await site.store.changeRun(there.run, of: tenant, at: site.clock.now) { page in
                let start = page.run.created
                func note(_ content: KnownEvent.Content, _ second: Int64, _ number: Int64) {
                    page.note(
                        content, at: start + .seconds(second), received: start,
                        from: EventOrigin(
                            agent: origin.agent, incarnation: origin.incarnation,
                            sequence: number))
                }
                note(.init(.began, attempt: 1), 0, 1)
                note(
                    .init(.retried, .warning, attempt: 1, code: "source_denied", text: "no"), 9, 2)
                note(.init(.began, attempt: 2), 30, 3)
                note(.init(.ended, .error, attempt: 2, code: "vault_full", text: "<b>"), 71, 4)
                return []
            }
            let path = "/tenants/\(tenant)/runs/\(there.run)"
            try await owner.get(path)
            let attempts = try #require(owner.page.between("id=\"attempts\"", "</section>"))
            #expect(
                attempts.contains(
                    "Failed, tried again · 9.0\u{a0}s · The machine refused the sign-in")
            )
            #expect(attempts.contains("Failed · 41\u{a0}s · The vault is full"))
            #expect(!attempts.contains("Last good one before"))
            // The last one stands first.
            let second = try #require(attempts.range(of: "Attempt 2"))
            #expect(try #require(attempts.range(of: "Attempt 1")).lowerBound > second.lowerBound)
            #expect(owner.page.text.contains("Shown after 3 good runs."))
            owner.cookies["holdfast-language"] = "zh-CN"
            try await owner.get(path)
            #expect(owner.page.text.contains("第 2 次尝试"))
        }
    }

    @Test func whatHasEndedIsNotPromisedToBeTriedAgain() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let failure = RunFailure(
                code: "vault_unreachable", message: "timed out", disposition: .retryable)
            for (state, isTried) in [(RunState.failed, false), (.queued, true)] {
                let run = try await site.addRun(of: there, in: tenant, at: site.clock.now) { run in
                    run.position.state = state
                    run.failure = failure
                    let outcome = VaultOutcome(
                        vault: there.vault, attempt: 1, result: .failed(failure))
                    run.outcomes = VaultOutcomes(vaults: [there.vault], [outcome])
                    if state.isFinal { run.ended = run.created }
                }
                try await owner.get("/tenants/\(tenant)/runs/\(run)")
                let text = owner.page.text
                #expect(text.contains("It is tried again by itself.") == isTried)
                #expect(text.ranges(of: "Test the connection on the vault").count == 1)
            }
        }
    }

    @Test func whatIsUsualIsOfTheGoodRunsBefore() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let now = site.clock.now
            for minutes in [3, 4, 5] {
                try await site.addRun(of: there, in: tenant, at: now - .seconds(86_400)) { run in
                    run.position.state = .succeeded
                    run.started = run.created
                    run.ended = run.created + .seconds(minutes * 60)
                    run.tally.content = .gibibytes(minutes)
                }
            }
            let late = try await site.addRun(of: there, in: tenant, at: now - .seconds(3600)) {
                $0.position.state = .running
                $0.started = $0.created
            }
            try await owner.get("/tenants/\(tenant)/runs/\(late)")
            let usual = try #require(owner.page.between("id=\"usual\"", "</section>"))
            #expect(usual.contains("3 to 5\u{a0}min"))
            #expect(usual.contains("3.0\u{a0}GiB to 5.0\u{a0}GiB"))
            #expect(usual.contains("Longer than usual"))
            let early = try await site.addRun(of: there, in: tenant, at: now - .seconds(60)) {
                $0.position.state = .running
                $0.started = $0.created
            }
            try await owner.get("/tenants/\(tenant)/runs/\(early)")
            #expect(!owner.page.text.contains("Longer than usual"))
            #expect(owner.page.text.contains("3 to 5\u{a0}min"))
            // Its events say nothing, and the run itself knows that it began.
            #expect(owner.page.text.contains("Attempt 1"))
            #expect(!owner.page.text.contains("It has not begun yet."))
        }
    }

    @Test(arguments: [
        ("vault_full", "Open the vault"), ("key_wrong", "Change the vault"),
        ("source_denied", "Change the source"), ("policy", "Open the agent"),
        ("hook_failed", "Read the log"), ("x", nil),
    ])
    func theRemedyIsALinkAwayForThoseWhoMayFollowIt(code: String, link: String?) async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let run = try await site.addProtection("web", to: tenant, failing: code).run
            let path = "/tenants/\(tenant)/runs/\(run)"
            try await owner.get(path)
            for text in [
                "Open the vault", "Change the vault", "Change the source", "Open the agent",
            ] {
                #expect(owner.page.text.contains(text) == (text == link))
            }
            if let link { #expect(owner.page.text.contains(link)) }
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get(path)
            #expect(viewer.page.status == 200)
            #expect(!viewer.page.text.contains("Change the"))
        }
    }
}

extension SiteFixture {
    /// Adds a run of what is protected, as it is after `change`.
    @discardableResult
    func addRun(
        of there: Protection, in tenant: ID<Tenant>, at created: Timestamp,
        _ kind: RunKind = .backup, _ change: (inout Run) -> Void
    ) async throws -> ID<Run> {
        var run = Run(
            id: ids.next(), tenant: tenant, kind: kind, cause: .hub,
            subject: RunSubject(source: there.source, vaults: [there.vault], agent: there.agent),
            created: created)
        run.agent = there.agent
        change(&run)
        let added = run
        _ = try await store.startRun(about: RunSubject(), of: tenant) { _ in
            .new(RunPage(added), [])
        }
        return added.id
    }
}
