import Domain
import HTTPServer
import Host
import JSON
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// How a tenant stands, and what those may who look after a hub, over the API.
@Suite struct HubTests {
    private struct Hub {
        let fixture: APIFixture
        let tenant: Tenant
        let cookie: String

        func ask(
            _ method: HTTPMethod, _ target: String, body: JSON? = nil
        ) async throws -> APIFixture.Answer {
            try await fixture.ask(method, "/api/v1\(target)", [.cookie: cookie], body: body)
        }

        func addUser(_ login: String) async throws -> User {
            let user = Sample.user(login)
            try await fixture.store.addUser(
                user,
                as: Membership(
                    tenant: tenant.id, user: user.id, role: .viewer, created: user.created),
                audit: [])
            return user
        }
    }

    private func withHub(_ body: (Hub) async throws -> Void) async throws {
        try await APIFixture.with { fixture in
            let cookie = try #require(await fixture.signIn().cookie)
            let tenant = try #require(await fixture.store.tenant(named: "default"))
            try await body(Hub(fixture: fixture, tenant: tenant, cookie: cookie))
        }
    }

    @Test func anOverviewTellsWhatIsThereAndWhatIsNot() async throws {
        try await withHub { hub in
            let path = "/tenants/\(hub.tenant.id)/overview"
            let empty = try await hub.ask(.get, path)
            #expect(empty.status == 200 && empty.json?["verdict"] == "unknown")
            #expect(empty.json?["sources"]?["all"]?.wholeNumber == 0)
            #expect(empty.json?["next"]?.list == [] && empty.json?["proven"] == nil)

            let store = hub.fixture.store
            var failed = Sample.vault("Broken", of: hub.tenant.id)
            failed.readiness = .failed
            let (broken, vault) = (failed, Sample.vault("Disk", of: hub.tenant.id))
            _ = try await store.addVault(broken, secrets: [], once: nil, audit: [])
            _ = try await store.addVault(vault, secrets: [], once: nil, audit: [])
            let agent = try await hub.fixture.addAgent(to: hub.tenant.id)
            let source = Sample.source(
                of: hub.tenant.id, at: .agent(agent.id), into: [vault.id])
            _ = try await store.addSource(source, secrets: [], once: nil, audit: [])
            let schedule = try await hub.ask(
                .post, "/tenants/\(hub.tenant.id)/schedules",
                body: [
                    "name": "Nightly", "time": ["cron": "0 3 * * *", "zone": "UTC"],
                    "sources": [.string("\(source.id)")],
                ])
            #expect(schedule.status == 201, "\(schedule.json ?? .null)")
            let full = try await hub.ask(.get, path)
            #expect(full.json?["verdict"] == "failed", "a vault could not be made")
            #expect(full.json?["failedVaults"]?[0]?["name"] == "Broken")
            #expect(full.json?["sources"]?["waiting"]?.wholeNumber == 1)
            #expect(full.json?["vaults"]?.wholeNumber == 2)
            #expect(full.json?["agents"]?.wholeNumber == 1)
            #expect(full.json?["protected"]?.wholeNumber == 0)
            let next = full.json?["next"]?.list ?? []
            #expect(next.count == 1 && next[0]["name"] == "Nightly")
            #expect(next[0]["time"] == schedule.json?["next"]?[0])

            #expect(full.json?["alerts"]?.list == [] && full.json?["days"]?.list == [])
            let (check, now) = (
                AlertCondition.maintenanceFailed(vault.id, .check), hub.fixture.time.clock.now
            )
            try await store.note(
                AlertChanges(observed: [check]), of: .tenant(hub.tenant.id), at: now)
            let doubtful = try await hub.ask(.get, path)
            #expect(doubtful.json?["alerts"]?[0]?["kind"] == "check_failed")
            #expect(doubtful.json?["alerts"]?[0]?["vault"]?.text == "\(vault.id)")
        }
    }

    @Test func aTenantIsMadeWithItsOwnerAndRenamed() async throws {
        try await withHub { hub in
            let ines = try await hub.addUser("ines@example.org")
            let form: JSON = [
                "name": "north", "displayName": "North Harbour", "owner": .string(ines.login),
            ]
            let made = try await hub.ask(.post, "/hub/tenants", body: form)
            #expect(made.status == 201, "\(made.json ?? .null)")
            let id = try #require(made.json?["id"]?.text.flatMap { ID<Tenant>($0) })
            #expect(try await hub.fixture.store.authority(of: ines.id)?.roles[id] == .owner)
            #expect(
                try await hub.ask(.post, "/hub/tenants", body: form).code == "tenant_name_taken")
            let nobody = try await hub.ask(
                .post, "/hub/tenants",
                body: ["name": "south", "displayName": "South", "owner": "nobody@example.org"])
            #expect(nobody.status == 422)
            #expect(nobody.json?["violations"]?[0]?["field"] == "/owner")
            #expect(nobody.json?["violations"]?[0]?["code"] == "user_unknown")
            let renamed = try await hub.ask(
                .patch, "/hub/tenants/\(id)", body: ["displayName": "North"])
            #expect(renamed.json?["displayName"] == "North" && renamed.json?["name"] == "north")
            #expect(try await hub.ask(.get, "/hub/tenants").json?["items"]?.list?.count == 2)
            // Whoever made it has no part in it.
            #expect(try await hub.ask(.get, "/tenants/\(id)").status == 404)
            let lost = try await hub.ask(
                .patch, "/hub/tenants/\(Sample.id(Tenant.self))", body: ["displayName": "X"])
            #expect(lost.status == 404)
        }
    }

    @Test func theLastWhoLooksAfterAHubStays() async throws {
        try await withHub { hub in
            let owner = hub.fixture.owner
            let last = try await hub.ask(.delete, "/hub/administrators/\(owner.id)")
            #expect(last.status == 409 && last.code == "last_hub_administrator")
            let ines = try await hub.addUser("ines@example.org")
            let unknown = try await hub.ask(
                .post, "/hub/administrators", body: ["login": "nobody@example.org"])
            #expect(unknown.status == 422)
            let added = try await hub.ask(
                .post, "/hub/administrators", body: ["login": .string(ines.login)])
            #expect(added.status == 200 && added.json?["items"]?.list?.count == 2)
            let ids = try await hub.fixture.store.hubAdministrators().map(\.id)
            #expect(Set(ids) == [owner.id, ines.id])
            #expect(try await hub.ask(.delete, "/hub/administrators/\(owner.id)").status == 204)
            let gone = try await hub.ask(.get, "/hub/administrators")
            #expect(gone.status == 403 && gone.code == "not_allowed")
        }
    }
}
