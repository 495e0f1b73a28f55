import Domain
import HTTPServer
import Host
import JSON
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// The audit log, over the API.
@Suite struct AuditTests {
    private struct Hub {
        let fixture: APIFixture
        let tenant: ID<Tenant>
        let cookie: String

        func get(_ target: String) async throws -> APIFixture.Answer {
            try await fixture.ask(.get, target, [.cookie: cookie])
        }

        func audit(_ query: String = "") async throws -> [JSON] {
            let answer = try await get("/api/v1/tenants/\(tenant)/audit\(query)")
            try #require(answer.status == 200, "\(answer.json ?? .null)")
            return answer.json?["items"]?.list ?? []
        }
    }

    /// With seven events of Ann's, a minute after one another.
    private func withHub(_ body: (Hub, User) async throws -> Void) async throws {
        try await APIFixture.with { fixture in
            let cookie = try #require(await fixture.signIn().cookie)
            let tenant = try #require(await fixture.store.tenant(named: "default")).id
            let ann = Sample.user("ann")
            try await fixture.store.addUser(
                ann,
                as: Membership(
                    tenant: tenant, user: ann.id, role: .admin, created: ann.created), audit: [])
            for number in 0..<7 {
                let action: AuditAction = number % 2 == 0 ? .sourceChanged : .vaultChanged
                try await fixture.store.record([
                    AuditDraft(
                        action, in: .tenant(tenant), by: AuditActor(ann),
                        at: fixture.time.clock.now,
                        on: AuditTarget(kind: "source", id: ann.id.uuid, name: "Disk \(number)"),
                        from: "192.0.2.9", detail: ["number": "\(number)"])
                ])
                fixture.time.advance(by: .seconds(60))
            }
            try await body(Hub(fixture: fixture, tenant: tenant, cookie: cookie), ann)
        }
    }

    @Test func whatIsListedIsTheChain() async throws {
        try await withHub { hub, ann in
            let listed = try await hub.audit()
            let chain = try await hub.fixture.store.auditChain(
                of: .tenant(hub.tenant), after: 0, limit: 100)
            #expect(chain.count >= 8, "the owner's part, and seven changes")
            #expect(listed.count == chain.count)
            for (event, link) in zip(listed.reversed(), chain) {
                #expect(event["sequence"]?.wholeNumber == link.sequence)
                #expect(event["hash"]?.text == "\(link.hash)")
                #expect(event["previousHash"]?.text == "\(link.previousHash)")
                #expect(event["action"]?.text == link.draft.action.rawValue)
                #expect(event["detail"]?.text == link.draft.detail.text)
            }
            #expect(listed[0]["login"]?.text == ann.login && listed[0]["address"] == "192.0.2.9")
            #expect(listed[0]["targetName"] == "Disk 6" && listed[0]["targetKind"] == "source")
        }
    }

    /// Events that come meanwhile are before the part that is read, and none comes twice.
    @Test func aListGoesOnWhereItWasWhileEventsCome() async throws {
        try await withHub { hub, ann in
            let all = try await hub.audit().compactMap { $0["sequence"]?.wholeNumber }
            var seen: [Int64] = []
            var after = ""
            repeat {
                let answer = try await hub.get(
                    "/api/v1/tenants/\(hub.tenant)/audit?limit=3\(after)")
                let items = answer.json?["items"]?.list ?? []
                #expect(items.count <= 3 && !items.isEmpty)
                seen += items.compactMap { $0["sequence"]?.wholeNumber }
                after = answer.json?["next"]?.text.map { "&after=\($0)" } ?? ""
                try await hub.fixture.store.record([
                    AuditDraft(
                        .userChanged, in: .tenant(hub.tenant), by: AuditActor(ann),
                        at: hub.fixture.time.clock.now)
                ])
            } while !after.isEmpty
            #expect(seen == all && all == all.sorted(by: >))
        }
    }

    @Test func aListIsNarrowedDown() async throws {
        try await withHub { hub, ann in
            #expect(try await hub.audit("?action=source.changed").count == 4)
            #expect(try await hub.audit("?user=\(ann.id)").count == 7)
            #expect(try await hub.audit("?target=\(ann.id)&action=vault.changed").count == 3)
            #expect(
                try await hub.audit("?user=\(hub.fixture.owner.id)&action=source.changed") == [])
            let now = hub.fixture.time.clock.now
            let late = now - .seconds(120)
            #expect(try await hub.audit("?user=\(ann.id)&since=\(late)").count == 2)
            #expect(try await hub.audit("?user=\(ann.id)&until=\(late)").count == 5)
            #expect(try await hub.audit("?since=\(now)&until=\(late)") == [], "backwards")
            let wrong = try await hub.get(
                "/api/v1/tenants/\(hub.tenant)/audit?since=yesterday")
            #expect(wrong.status == 422 && wrong.code == "invalid")
        }
    }

    @Test func theHubsOwnChainIsForThoseWhoLookAfterIt() async throws {
        try await withHub { hub, ann in
            let own = try await hub.get("/api/v1/hub/audit?action=session.opened")
            #expect(own.status == 200 && own.json?["items"]?.list?.count == 1)
            let made = try await hub.fixture.ask(
                .post, "/api/v1/tenants/\(hub.tenant)/api-tokens", [.cookie: hub.cookie],
                body: ["name": "reading", "role": "admin"])
            let token = try #require(made.json?["token"]?.text)
            let bearer: HTTPFields = [.authorization: "Bearer \(token)"]
            let refused = try await hub.fixture.ask(.get, "/api/v1/hub/audit", bearer)
            #expect(refused.status == 401 && refused.code == "sign_in_required")
            let tenants = try await hub.fixture.ask(
                .get, "/api/v1/tenants/\(hub.tenant)/audit", bearer)
            #expect(tenants.status == 200)
        }
    }
}
