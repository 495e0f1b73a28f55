import Domain
import HTTPServer
import Host
import HubCore
import JSON
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// Runs and snapshots over the API.
@Suite(.timeLimit(.minutes(2))) struct RunTests {
    fileprivate struct Hub {
        let fixture: APIFixture
        let tenant: Tenant
        let cookie: HTTPFields
        let source: Source

        func ask(
            _ method: HTTPMethod, _ target: String, body: JSON? = nil
        ) async throws -> APIFixture.Answer {
            try await fixture.ask(
                method, "/api/v1/tenants/\(tenant.id)\(target)", cookie, body: body)
        }

        func start() async throws -> APIFixture.Answer {
            try await ask(.post, "/sources/\(source.id)/runs", body: [:])
        }

        /// The whole answer of a stream that ends.
        func stream(_ target: String, after last: Int? = nil) async throws -> String {
            var fields = cookie
            if let last { fields["Last-Event-ID"] = "\(last)" }
            let response = await fixture.router.respond(
                to: HTTPRequest(.get, "/api/v1/tenants/\(tenant.id)\(target)", fields: fields))
            #expect(response.status == .ok)
            return String(decoding: try await response.collect(limit: 1 << 20), as: UTF8.self)
        }
    }

    private func withHub(_ body: (Hub) async throws -> Void) async throws {
        try await APIFixture.with { fixture in
            let cookie = try #require(await fixture.signIn().cookie)
            let tenant = try #require(await fixture.store.tenant(named: "default"))
            let token = Sample.token(.enrolment, tenant: tenant.id)
            let now = fixture.time.clock.now
            let record = OneTimeToken(
                id: token.id, purpose: .enrolment, hash: token.hash, tenant: tenant.id,
                created: now, expires: now + Sample.hour)
            try await fixture.store.issueToken(record, replacing: false, audit: [])
            let key = Sample.agentKey()
            let agent = try await fixture.store.enrol(key, by: token.hash, at: now) { _ in
                (Sample.agent("web", of: .tenant(tenant.id), key: key, created: now), [])
            }
            let vault = Sample.vault(of: tenant.id)
            _ = try await fixture.store.addVault(vault, secrets: [], once: nil, audit: [])
            let source = Sample.source(of: tenant.id, at: .agent(agent.id), into: [vault.id])
            _ = try await fixture.store.addSource(source, secrets: [], once: nil, audit: [])
            try await body(
                Hub(
                    fixture: fixture, tenant: tenant, cookie: [.cookie: cookie],
                    source: source))
        }
    }

    @Test func aRunIsStartedShownListedAndEnded() async throws {
        try await withHub { hub in
            let started = try await hub.start()
            #expect(started.status == 201 && started.json?["state"]?.text == "queued")
            #expect(started.json?["cause"]?["user"]?.text == hub.fixture.owner.id.description)
            let id = try #require(started.json?["id"]?.text)
            #expect(try await hub.start().json?["id"]?.text == id, "asking twice is asking once")
            #expect(try await hub.ask(.get, "/runs/\(id)").json == started.json)
            let listed = try await hub.ask(.get, "/runs?open=true&kind=backup")
            #expect(listed.json?["items"]?[0] == started.json)
            #expect(try await hub.ask(.get, "/runs?state=failed").json?["items"]?[0] == nil)
            #expect(try await hub.ask(.get, "/runs?state=lost").status == 422)
            let cancelled = try await hub.ask(.post, "/runs/\(id)/cancellation")
            #expect(cancelled.json?["state"]?.text == "cancelled")
            #expect(try await hub.ask(.post, "/runs/\(id)/cancellation").status == 200)
            #expect(try await hub.ask(.get, "/runs/\(Sample.id(Run.self))").status == 404)
            #expect(
                try await hub.ask(.post, "/sources/\(Sample.id(Source.self))/runs", body: [:])
                    .status == 404)
        }
    }

    @Test func eventsAreAskedForInPartsAndStreamedAfterTheLastOneSeen() async throws {
        try await withHub { hub in
            let id = try #require(await hub.start().json?["id"]?.text)
            _ = try await hub.ask(.post, "/runs/\(id)/cancellation")
            let first = try await hub.ask(.get, "/runs/\(id)/events?limit=1")
            #expect(first.json?["items"]?[0]?["kind"]?.text == "queued")
            #expect(first.json?["next"]?.wholeNumber == 1)
            let rest = try await hub.ask(.get, "/runs/\(id)/events?limit=5&after=1")
            #expect(rest.json?["items"]?[0]?["kind"]?.text == "cancelling")
            #expect(rest.json?["next"] == nil)
            let stream = try await hub.stream("/runs/\(id)/stream")
            #expect(stream.contains("id: 1\nevent: event\ndata: {\"number\":1"))
            #expect(stream.contains("id: 2\n") && stream.contains("event: end\n"))
            let resumed = try await hub.stream("/runs/\(id)/stream", after: 1)
            #expect(!resumed.contains("id: 1\n") && resumed.contains("id: 2\n"))
            let log = try await hub.stream("/runs/\(id)/log")
            #expect(log.split(separator: "\n").count == 2 && log.contains("warning cancelling"))
        }
    }

    /// What happens while somebody listens comes at once, and the stream ends with the run.
    @Test func aStreamGoesOnUntilTheRunHasEnded() async throws {
        try await withHub { hub in
            let id = try #require(await hub.start().json?["id"]?.text)
            async let stream = hub.stream("/runs/\(id)/stream")
            try await until { hub.fixture.feed.listenerCount == 1 }
            _ = try await hub.ask(.post, "/runs/\(id)/cancellation")
            let text = try await stream
            #expect(text.contains("\"kind\":\"cancelling\"") && text.contains("event: end\n"))
            #expect(hub.fixture.feed.listenerCount == 0)
        }
    }

    @Test func everyRunOfATenantIsToldOnceASecondAtMost() async throws {
        try await withHub { hub in
            async let stream = hub.stream("/run-stream")
            try await until { hub.fixture.feed.listenerCount == 1 }
            let id = try #require(await hub.start().json?["id"]?.text)
            _ = try await hub.ask(.post, "/runs/\(id)/cancellation")
            try await hub.waitForNews()
            hub.fixture.feed.close()
            let text = try await stream
            #expect(text.contains("event: run\ndata: {\"id\":\"\(id)\""), "\(text)")
        }
    }

    @Test func whoListensTooSlowlyIsToldToLookAnew() async throws {
        let feed = RunFeed()
        let tenant = Sample.id(Tenant.self)
        let listener = try #require(feed.listen(to: .tenant(tenant)))
        let other = try #require(feed.listen(to: .tenant(Sample.id())))
        let runs = (0...RunListener.runsMax).map { _ in
            Run(
                id: Sample.id(), tenant: tenant, kind: .check, cause: .hub,
                subject: RunSubject(), created: Sample.now)
        }
        feed.publish([runs[0]])
        feed.publish([runs[0]])
        #expect(await listener.next(within: .seconds(9)) == .runs([runs[0].id]))
        feed.publish(runs)
        #expect(await listener.next(within: .seconds(9)) == .tooMuch)
        #expect(await other.next(within: .zero) == .nothing)
        feed.leave(other)
        feed.close()
        #expect(await listener.next(within: .seconds(9)) == .over)
        #expect(feed.listen(to: .tenant(tenant)) == nil)
    }
}

extension RunTests.Hub {
    /// Until what was published was taken by whoever listens.
    fileprivate func waitForNews() async throws {
        try await until { fixture.feed.pendingCount == 0 }
    }
}
