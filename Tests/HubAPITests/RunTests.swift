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
            _ method: HTTPMethod, _ target: String, _ fields: HTTPFields = [:],
            body: JSON? = nil
        ) async throws -> APIFixture.Answer {
            var all = cookie
            for field in fields { all.append(HTTPFieldName(field.name), field.value) }
            return try await fixture.ask(
                method, "/api/v1/tenants/\(tenant.id)\(target)", all, body: body)
        }

        /// A snapshot of the source, as its agent saw it.
        func addSnapshot() async throws -> String {
            guard case .agent(let agent) = source.place else { return "" }
            let now = fixture.time.clock.now
            var names = RecordNames()
            names.vaults = Set(source.vaults)
            _ = try await fixture.store.writeRecords(
                of: Sample.id(), by: agent, naming: names, at: now,
                ids: { Sample.id(Run.self).uuid }
            ) { ledger in
                ledger.journal.committed = 1
                ledger.sightings = source.vaults.map {
                    SnapshotSighting(
                        vault: $0, locator: "abc", source: source.id, run: nil, claimedTime: now,
                        size: ByteCount(9), seen: now)
                }
            }
            return try await ask(.get, "/snapshots").json?["items"]?[0]?["id"]?.text ?? ""
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

    @Test func whatRetentionWouldTakeIsTold() async throws {
        try await withHub { hub in
            let snapshot = try await hub.addSnapshot()
            let path = "/sources/\(hub.source.id)/retention-preview"
            let told = try await hub.ask(.get, path)
            let line = told.json?["items"]?[0]?["snapshots"]?[0]
            #expect(told.status == 200 && line?["snapshot"]?.text == snapshot)
            #expect(line?["fate"] == "stays" && line?["reasons"]?[0]?["code"] == "no_rules")
            #expect(told.json?["items"]?[0]?["staying"] == ["count": 1, "size": 9])
            let tried = try await hub.ask(
                .post, path + "?vault=\(hub.source.vaults[0])",
                body: ["rules": ["ageMax": 0, "last": 0]])
            #expect(tried.json?["items"]?[0]?["snapshots"]?[0]?["fate"] == "stays")
            #expect(
                try await hub.ask(.get, path + "?vault=\(Sample.id(KnownVault.self))").status
                    == 404)
        }
    }

    /// Sent again, also after what it began has ended, a request begins nothing.
    @Test func aRequestWithAKeyBeginsOneRun() async throws {
        try await withHub { hub in
            let path = "/sources/\(hub.source.id)/runs"
            let key: HTTPFields = ["Idempotency-Key": "one"]
            let first = try await hub.ask(.post, path, key, body: [:])
            let id = try #require(first.json?["id"]?.text, "\(first.json ?? .null)")
            _ = try await hub.ask(.post, "/runs/\(id)/cancellation")
            let again = try await hub.ask(.post, path, key, body: [:])
            #expect(again.status == 201 && again.json?["id"]?.text == id)
            #expect(again.json?["state"] == "cancelled", "as it is by now")
            let other = try await hub.ask(.post, path, key, body: ["priority": "low"])
            #expect(other.status == 409 && other.code == "idempotency_key_reused")
            let free = try await hub.ask(.post, path, body: [:])
            #expect(free.json?["id"]?.text != id && free.status == 201)
        }
    }

    /// What a token is, is told once; and where a key is of no use, that is said.
    @Test func aKeyIsNeverIgnored() async throws {
        try await withHub { hub in
            let key: HTTPFields = ["Idempotency-Key": "one"]
            let form: JSON = ["name": "script", "role": "viewer"]
            #expect(try await hub.ask(.post, "/api-tokens", key, body: form).status == 201)
            let again = try await hub.ask(.post, "/api-tokens", key, body: form)
            #expect(again.status == 409 && again.code == "already_made")
            let listed = try await hub.ask(.get, "/api-tokens")
            #expect(listed.json?["items"]?.list?.count == 1)
            let named: HTTPFields = ["Idempotency-Key": "two"]
            let made = try await hub.ask(.post, "/keys", named, body: ["name": "paper"])
            let same = try await hub.ask(.post, "/keys", named, body: ["name": "paper"])
            #expect(made.status == 201 && same.json?["id"] == made.json?["id"])
            let joining: HTTPFields = ["Idempotency-Key": "three"]
            #expect(
                try await hub.ask(.post, "/enrolment-tokens", joining, body: [:]).status == 201)
            #expect(
                try await hub.ask(.post, "/enrolment-tokens", joining, body: [:]).code
                    == "already_made")
            let unused = try await hub.ask(.post, "/forget-runs", key)
            #expect(unused.status == 400 && unused.code == "idempotency_key_unused")
        }
    }

    /// In the language of whoever asks, with what helps and whether trying again does.
    @Test func aRefusalSaysWhatHelps() async throws {
        try await withHub { hub in
            let path = "/vaults/\(hub.source.vaults[0])/runs"
            let body: JSON = ["kind": "forget"]
            let english = try await hub.ask(.post, path, body: body)
            #expect(english.code == "no_agent" && english.json?["retry"] == false)
            #expect(english.json?["detail"] == "There is no agent that would do it.")
            #expect(english.json?["hint"]?.text?.hasPrefix("Name a keeper") == true)
            let chinese = try await hub.ask(
                .post, path, ["Accept-Language": "zh-CN,en;q=0.5"], body: body)
            #expect(chinese.json?["detail"] == "没有可执行此操作的代理。")
            #expect(chinese.fields.values(of: .vary).contains("Accept-Language"))
            let away = try await hub.ask(
                .post, "/sources/\(hub.source.id)/connection-tests")
            #expect(away.code == "agent_away" && away.json?["retry"] == true)
            let gone = try await hub.ask(.get, "/runs/\(Sample.id(Run.self))")
            #expect(gone.json?["retry"] == false && gone.json?["hint"] == nil)
        }
    }

    @Test func allThatAScheduleFiresIsBackedUpNow() async throws {
        try await withHub { hub in
            let made = try await hub.ask(
                .post, "/schedules",
                body: [
                    "name": "Nightly", "time": ["cron": "@daily", "zone": "UTC"],
                    "sources": [.string("\(hub.source.id)")], "enabled": false,
                ])
            let id = try #require(made.json?["id"]?.text, "\(made.json ?? .null)")
            let begun = try await hub.ask(
                .post, "/schedules/\(id)/runs", body: ["priority": "high"])
            #expect(begun.status == 201 && begun.json?["items"]?.list?.count == 1)
            #expect(begun.json?["items"]?[0]?["source"]?.text == "\(hub.source.id)")
            #expect(begun.json?["items"]?[0]?["priority"] == "high")
            #expect(begun.json?["refused"]?.list?.count == 0)
            let nowhere = try await hub.ask(
                .post, "/schedules/\(Sample.id(Schedule.self))/runs", body: [:])
            #expect(nowhere.status == 404)
        }
    }

    /// Of one source, and of all: the keeper does it, and a vault without one is told.
    @Test func theKeepRulesAreAppliedNow() async throws {
        try await withHub { hub in
            let vault = hub.source.vaults[0]
            let path = "/sources/\(hub.source.id)/forget-runs"
            let unkept = try await hub.ask(.post, path)
            #expect(unkept.status == 201 && unkept.json?["items"]?.list?.count == 0)
            #expect(
                unkept.json?["refused"]?[0] == ["id": .string("\(vault)"), "code": "no_agent"])
            guard case .agent(let agent) = hub.source.place else { return }
            _ = try await hub.fixture.store.changeVault(
                vault, of: hub.tenant.id, version: nil, secrets: SecretEdit()
            ) {
                $0.readiness = .ready
                $0.keeper = agent
                return []
            }
            let one = try await hub.ask(.post, path)
            let run = try #require(one.json?["items"]?[0])
            #expect(run["kind"] == "forget" && run["source"]?.text == "\(hub.source.id)")
            let again = try await hub.ask(.post, path)
            #expect(again.json?["items"]?[0]?["id"] == run["id"], "asking twice is asking once")
            let everywhere = try await hub.ask(.post, "/forget-runs")
            #expect(everywhere.json?["refused"]?[0]?["code"] == "run_overlaps", "it is taken")
            _ = try await hub.ask(.post, "/runs/\(run["id"]?.text ?? "")/cancellation")
            let whole = try await hub.ask(.post, "/forget-runs")
            #expect(whole.json?["items"]?[0]?["source"] == nil, "\(whole.json ?? .null)")
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

    @Test func snapshotsArePinnedHeldRehearsedAndGivenBack() async throws {
        try await withHub { hub in
            let snapshot = try await hub.addSnapshot()
            let path = "/snapshots/\(snapshot)"
            #expect(try await hub.ask(.get, path).json?["locator"]?.text == "abc")
            #expect(try await hub.ask(.get, "/snapshots").json?["items"]?[0]?["held"] == false)
            let pinned = try await hub.ask(.put, path + "/pin", body: ["note": "before the move"])
            #expect(pinned.json?["pin"]?["note"]?.text == "before the move")
            let again = try await hub.ask(.put, path + "/pin", body: ["note": "later"])
            #expect(again.json == pinned.json)
            #expect(try await hub.ask(.delete, path + "/pin").json?["pin"] == nil)
            let held = try await hub.ask(.post, path + "/holds", body: ["reason": "court"])
            #expect(held.status == 201 && held.json?["held"] == true)
            let hold = try #require(held.json?["holds"]?[0]?["id"]?.text)
            let released = try await hub.ask(.delete, path + "/holds/\(hold)")
            #expect(released.json?["held"] == false)
            #expect(try await hub.ask(.delete, path + "/holds/\(hold)").json == released.json)

            let drill = try await hub.ask(.post, path + "/drills")
            #expect(drill.status == 201 && drill.json?["kind"]?.text == "drill")
            #expect(drill.json?["snapshot"]?.text == snapshot)
            let restore = try await hub.ask(
                .post, path + "/restores", body: ["folder": "/srv/back", "paths": ["/srv/a"]])
            let id = try #require(restore.json?["id"]?.text.flatMap { ID<Run>($0) })
            let run = try await hub.fixture.store.run(id, of: hub.tenant.id)
            #expect(run?.subject.destination == .folder(path: "/srv/back"))
            #expect(run?.subject.paths == ["/srv/a"])
            #expect(
                try await hub.ask(.post, path + "/restores", body: ["folder": "srv"]).status
                    == 422)
            #expect(
                try await hub.ask(.post, "/snapshots/\(Sample.id(Run.self))/drills").status
                    == 404)
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

    /// Signed out, thrown out or with a token that was revoked: nothing more is told.
    @Test(arguments: [true, false])
    func aStreamEndsWithTheRightToSeeIt(isOfTenant: Bool) async throws {
        try await withHub { hub in
            let id = try #require(await hub.start().json?["id"]?.text)
            async let stream = hub.stream(isOfTenant ? "/run-stream" : "/runs/\(id)/stream")
            try await until { hub.fixture.feed.listenerCount == 1 }
            let store = hub.fixture.store
            let run = try #require(ID<Run>(id))
            let mara = try #require(await store.user(login: "mara@example.org"))
            for session in try await store.sessions(of: mara.id) {
                _ = try await store.endSession(session.id, audit: [])
            }
            let now = hub.fixture.time.clock.now
            let changed = try await store.changeRun(run, of: nil, at: now) { page in
                try page.run.take(.cancel, at: now)
                page.note(.init(.cancelling), at: now, received: now)
                return []
            }
            hub.fixture.feed.publish([changed])
            let text = try await stream
            #expect(!text.contains("cancelling") && !text.contains("event: end"), "\(text)")
            #expect(!text.contains("event: run\n"), "\(text)")
            #expect(hub.fixture.feed.listenerCount == 0)
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
