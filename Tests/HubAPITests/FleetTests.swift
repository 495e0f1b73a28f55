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

/// Agents, their tokens and the tokens of programs, over the API.
@Suite struct FleetTests {
    private struct Hub {
        let fixture: APIFixture
        let path: String
        let cookie: HTTPFields

        func ask(
            _ method: HTTPMethod, _ target: String, body: JSON? = nil, token: String? = nil
        ) async throws -> APIFixture.Answer {
            let who = token.map { [.authorization: "Bearer \($0)"] as HTTPFields } ?? cookie
            return try await fixture.ask(method, path + target, who, body: body)
        }
    }

    private func withHub(_ body: (Hub) async throws -> Void) async throws {
        try await APIFixture.with { fixture in
            let cookie = try #require(await fixture.signIn().cookie)
            let tenant = try #require(await fixture.store.tenant(named: "default"))
            try await body(
                Hub(
                    fixture: fixture, path: "/api/v1/tenants/\(tenant.id)",
                    cookie: [.cookie: cookie]))
        }
    }

    private func addAgent(_ name: String, to hub: Hub) async throws -> Agent {
        let tenant = try #require(await hub.fixture.store.tenant(named: "default"))
        let token = Sample.token(.enrolment, tenant: tenant.id)
        let now = hub.fixture.time.clock.now
        let record = OneTimeToken(
            id: token.id, purpose: .enrolment, hash: token.hash, tenant: tenant.id,
            created: now, expires: now + Sample.hour)
        try await hub.fixture.store.issueToken(record, replacing: false, audit: [])
        let key = Sample.agentKey()
        return try await hub.fixture.store.enrol(key, by: token.hash, at: now) { _ in
            (Sample.agent(name, of: .tenant(tenant.id), key: key, created: now), [])
        }
    }

    private func addSource(_ name: String, of agent: Agent, to hub: Hub) async throws {
        let tenant = try #require(await hub.fixture.store.tenant(named: "default"))
        let vault = Sample.vault("vault of \(name)", of: tenant.id)
        _ = try await hub.fixture.store.addVault(vault, secrets: [], once: nil, audit: [])
        var source = Sample.source(of: tenant.id, at: .agent(agent.id), into: [vault.id])
        source.name = name
        _ = try await hub.fixture.store.addSource(source, secrets: [], once: nil, audit: [])
    }

    @Test func whatIsDoneToManyIsRehearsedFirst() async throws {
        try await withHub { hub in
            for (name, site) in [("web", "north"), ("db", "north"), ("far", "south")] {
                let agent = try await addAgent(name, to: hub)
                try await addSource("tree of \(name)", of: agent, to: hub)
                let labelled = try await hub.ask(
                    .patch, "/agents/\(agent.id)", body: ["labels": ["site": .string(site)]])
                #expect(labelled.status == 200)
            }
            let north: JSON = ["labels": ["site": "north"]]
            let plan = try await hub.ask(
                .post, "/agents/backups", body: ["choice": north, "rehearsal": true])
            #expect(plan.status == 200, "\(plan.json ?? .null)")
            let plans = plan.json?["items"]?.list ?? []
            #expect(Set(plans.compactMap { $0["name"]?.text }) == ["web", "db"])
            #expect(
                Set(plans.compactMap { $0["sources"]?[0]?["name"]?.text })
                    == ["tree of web", "tree of db"])
            #expect(plan.json?["begun"] == 0)
            #expect(try await hub.ask(.get, "/runs").json?["items"]?.list?.count == 0)
            let done = try await hub.ask(.post, "/agents/backups", body: ["choice": north])
            #expect(done.json?["begun"] == 2 && done.json?["refused"]?.list?.isEmpty == true)
            let runs = try await hub.ask(.get, "/runs")
            #expect(runs.json?["items"]?.list?.count == 2, "and none for the other site")
            let nobody = try await hub.ask(
                .post, "/agents/backups", body: ["choice": [:], "rehearsal": true])
            #expect(nobody.status == 422 && nobody.code == "nobody_chosen")
        }
    }

    @Test func manyAreLabelledAtOnce() async throws {
        try await withHub { hub in
            let web = try await addAgent("web", to: hub)
            _ = try await addAgent("db", to: hub)
            let form: JSON = [
                "choice": ["all": true], "set": ["site": "north"], "unset": ["old"],
                "rehearsal": true,
            ]
            _ = try await hub.ask(
                .patch, "/agents/\(web.id)", body: ["labels": ["old": "1", "rack": "4"]])
            let plan = try await hub.ask(.post, "/agents/labels", body: form)
            let mine = plan.json?["items"]?.list?.first { $0["name"] == "web" }
            #expect(mine?["before"] == ["old": "1", "rack": "4"])
            #expect(mine?["after"] == ["rack": "4", "site": "north"])
            #expect(plan.json?["changed"] == 0)
            let before = try await hub.ask(.get, "/agents/\(web.id)")
            #expect(before.json?["labels"] == ["old": "1", "rack": "4"], "only a rehearsal")
            let done = try await hub.ask(
                .post, "/agents/labels",
                body: ["choice": ["all": true], "set": ["site": "north"], "unset": ["old"]])
            #expect(done.json?["changed"] == 2)
            let after = try await hub.ask(.get, "/agents/\(web.id)")
            #expect(after.json?["labels"] == ["rack": "4", "site": "north"])
        }
    }

    @Test func whatAgentsTakeOfTheirMachinesIsLimitedAtOnce() async throws {
        try await withHub { hub in
            let web = try await addAgent("web", to: hub)
            let database = try await addAgent("db", to: hub)
            func limits(_ agent: Agent) async throws -> JSON? {
                try await hub.ask(.get, "/agents/\(agent.id)").json?["limits"]
            }
            #expect(try await limits(web) == [:])
            let whole: JSON = ["atOnce": 1, "upload": 4096, "download": 1_048_576, "niceness": 10]
            let changed = try await hub.ask(
                .patch, "/agents/\(web.id)", body: ["limits": whole])
            #expect(changed.status == 200 && changed.json?["limits"] == whole)
            #expect(changed.json?["name"] == "web", "the rest stays")

            let edit: JSON = ["upload": .null, "niceness": 3]
            let plan = try await hub.ask(
                .post, "/agents/limits",
                body: ["choice": ["all": true], "limits": edit, "rehearsal": true])
            let mine = plan.json?["items"]?.list?.first { $0["name"] == "web" }
            #expect(mine?["before"] == whole)
            #expect(mine?["after"] == ["atOnce": 1, "download": 1_048_576, "niceness": 3])
            #expect(plan.json?["changed"] == 0)
            #expect(try await limits(web) == whole, "only a rehearsal")
            let form: JSON = ["choice": ["all": true], "limits": edit]
            let done = try await hub.ask(.post, "/agents/limits", body: form)
            #expect(done.json?["changed"] == 2)
            #expect(
                try await limits(web)
                    == ["atOnce": 1, "download": 1_048_576, "niceness": 3])
            #expect(try await limits(database) == ["niceness": 3])
            let again = try await hub.ask(.post, "/agents/limits", body: form)
            #expect(again.json?["changed"] == 0, "nothing is other")
            let events = try await hub.ask(.get, "/audit")
            #expect("\(events.json ?? .null)".contains("niceness"))

            let wrong: [JSON] = [
                ["atOnce": 0], ["atOnce": 65], ["upload": 1023], ["niceness": 20], ["nice": 1],
            ]
            for limit in wrong {
                let refused = try await hub.ask(
                    .patch, "/agents/\(web.id)", body: ["limits": limit])
                #expect(refused.status == 422, "\(limit)")
            }
            let nobody = try await hub.ask(
                .post, "/agents/limits", body: ["choice": [:], "limits": ["niceness": 1]])
            #expect(nobody.status == 422 && nobody.code == "nobody_chosen")
        }
    }

    @Test func aTokenIsShownOnceAndActsForItsPerson() async throws {
        try await withHub { hub in
            let made = try await hub.ask(
                .post, "/api-tokens", body: ["name": "script", "role": "operator", "days": 1])
            #expect(made.status == 201)
            let token = try #require(made.json?["token"]?.text)
            let listed = try await hub.ask(.get, "/api-tokens")
            #expect(listed.json?["items"]?[0] == made.json?["record"])
            #expect(!"\(listed.json ?? .null)".contains(token))

            let seen = try await hub.ask(.get, "/agents", token: token)
            #expect(seen.status == 200)
            let forbidden = try await hub.ask(
                .post, "/enrolment-tokens", body: [:], token: token)
            #expect(forbidden.status == 403 && forbidden.code == "not_allowed")
            let wrong = try await hub.ask(.get, "/agents", token: String(token.reversed()))
            #expect(wrong.status == 401 && wrong.fields["WWW-Authenticate"] == "Bearer")
            let mine = try await hub.fixture.ask(
                .get, "/api/v1/tenants", [.authorization: "bearer \(token)"])
            #expect(mine.json?["items"]?[0]?["role"] == "operator")

            hub.fixture.time.advance(by: .seconds(86_400))
            #expect(try await hub.ask(.get, "/agents", token: token).status == 401, "expired")
        }
    }

    @Test func nobodyMakesATokenThatMayMoreThanTheyMay() async throws {
        try await withHub { hub in
            let admin = try await hub.ask(
                .post, "/api-tokens", body: ["name": "a", "role": "admin"])
            let token = try #require(admin.json?["token"]?.text)
            let owner = try await hub.ask(
                .post, "/api-tokens", body: ["name": "b", "role": "owner"], token: token)
            #expect(owner.status == 403 && owner.code == "not_allowed")
            let same = try await hub.ask(
                .post, "/api-tokens", body: ["name": "c", "role": "admin"], token: token)
            #expect(same.status == 201)
        }
    }

    @Test func aRevokedTokenIsWorthNothing() async throws {
        try await withHub { hub in
            let made = try await hub.ask(
                .post, "/api-tokens", body: ["name": "a", "role": "viewer"])
            let token = try #require(made.json?["token"]?.text)
            let id = try #require(made.json?["record"]?["id"]?.text)
            #expect(try await hub.ask(.delete, "/api-tokens/\(id)").status == 204)
            #expect(try await hub.ask(.delete, "/api-tokens/\(id)").status == 404)
            #expect(try await hub.ask(.get, "/agents", token: token).status == 401)
        }
    }

    @Test func agentsAreListedChangedAndForgotten() async throws {
        try await withHub { hub in
            let agent = try await addAgent("web", to: hub)
            _ = try await addAgent("db", to: hub)
            let first = try await hub.ask(.get, "/agents?limit=1")
            #expect(first.json?["items"]?[1] == nil)
            let next = try #require(first.json?["next"]?.text)
            let second = try await hub.ask(.get, "/agents?limit=1&after=\(next)")
            #expect(second.json?["items"]?[0] != first.json?["items"]?[0])
            #expect(second.json?["next"] == nil)

            let one = "/agents/\(agent.id)"
            let changed = try await hub.ask(
                .patch, one, body: ["name": "Web", "labels": ["site": "north"]])
            #expect(changed.json?["name"] == "Web" && changed.json?["presence"] == "away")
            let found = try await hub.ask(.get, "/agents?label=site=north")
            #expect(found.json?["items"]?[0] == changed.json)
            #expect(try await hub.ask(.get, "/agents?label=site").status == 422)
            #expect(try await hub.ask(.get, "/agents?lable=a=b").status == 422)

            let paused = try await hub.ask(.put, one + "/standing", body: ["standing": "paused"])
            #expect(paused.json?["standing"] == "paused")
            _ = try await hub.ask(.put, one + "/standing", body: ["standing": "revoked"])
            let late = try await hub.ask(.put, one + "/standing", body: ["standing": "active"])
            #expect(late.status == 409 && late.code == "agent_revoked")
            #expect(try await hub.ask(.delete, one).status == 204)
            #expect(try await hub.ask(.delete, one).status == 404)
            #expect(try await hub.ask(.get, one).status == 404)
        }
    }

    @Test func wrongFieldsAreNamedAllAtOnce() async throws {
        try await withHub { hub in
            let agent = try await addAgent("web", to: hub)
            let answer = try await hub.ask(
                .patch, "/agents/\(agent.id)",
                body: ["name": " ", "labels": ["Site": "x"], "colour": "red"])
            #expect(answer.status == 422)
            guard case .array(let violations)? = answer.json?["violations"] else {
                Issue.record("no violations")
                return
            }
            #expect(violations.count >= 3, "\(violations)")
        }
    }

    /// Ids of another tenant, which exist, are not there.
    @Test func whatBelongsToOthersIsNotThere() async throws {
        try await withHub { hub in
            let agent = try await addAgent("web", to: hub)
            let store = hub.fixture.store
            let other = Sample.tenant("other", created: hub.fixture.time.clock.now)
            try await store.addTenant(other, owner: hub.fixture.owner.id, audit: [])
            let path = "/api/v1/tenants/\(other.id)/agents/\(agent.id)"
            for (method, target, body) in [
                (HTTPMethod.get, path, JSON?.none), (.patch, path, ["name": "stolen"]),
                (.put, path + "/standing", ["standing": "revoked"]),
            ] {
                let answer = try await hub.fixture.ask(method, target, hub.cookie, body: body)
                #expect(answer.status == 404, "\(method)")
            }
            let deleted = try await hub.fixture.ask(.delete, path, hub.cookie)
            #expect(deleted.status == 404)
            #expect(try await store.agent(agent.id) == agent)
        }
    }

    @Test func enrolmentTokensAreMadeListedAndRevoked() async throws {
        try await withHub { hub in
            let made = try await hub.ask(.post, "/enrolment-tokens", body: ["uses": 5])
            #expect(made.status == 201 && made.json?["record"]?["usesLeft"] == 5)
            let token = try #require(made.json?["token"]?.text)
            let listed = try await hub.ask(.get, "/enrolment-tokens")
            #expect(listed.json?["items"]?[0] == made.json?["record"])
            #expect(!"\(listed.json ?? .null)".contains(token))
            let id = try #require(made.json?["record"]?["id"]?.text)
            #expect(try await hub.ask(.delete, "/enrolment-tokens/\(id)").status == 204)
            #expect(try await hub.ask(.get, "/enrolment-tokens").json?["items"] == [])
            #expect(
                try await hub.ask(.post, "/enrolment-tokens", body: ["uses": 0]).status == 422)
        }
    }
}
