import Cryptography
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

/// Members, their invitations, and what somebody changes about themselves, over the API.
@Suite struct PeopleTests {
    private struct Hub {
        let fixture: APIFixture
        let tenant: ID<Tenant>
        let cookie: String

        func ask(
            _ method: HTTPMethod, _ target: String, body: JSON? = nil, token: String? = nil
        ) async throws -> APIFixture.Answer {
            let who: HTTPFields =
                token.map { [.authorization: "Bearer \($0)"] } ?? [.cookie: cookie]
            return try await fixture.ask(
                method, "/api/v1/tenants/\(tenant)\(target)", who, body: body)
        }

        func own(
            _ method: HTTPMethod, _ target: String, body: JSON? = nil
        ) async throws -> APIFixture.Answer {
            try await fixture.ask(method, "/api/v1\(target)", [.cookie: cookie], body: body)
        }

        func token(_ role: String) async throws -> String {
            let made = try await ask(
                .post, "/api-tokens", body: ["name": .string(role), "role": .string(role)])
            return try #require(made.json?["token"]?.text)
        }

        func invite(
            _ login: String, _ role: String = "operator", token: String? = nil
        ) async throws -> APIFixture.Answer {
            try await ask(
                .post, "/members",
                body: [
                    "login": .string(login), "name": "Ines Moreau", "role": .string(role),
                ], token: token)
        }

        func standing(of id: String) async throws -> String? {
            let members = try await ask(.get, "/members").json?["items"]?.list ?? []
            return members.first { $0["id"]?.text == id }?["standing"]?.text
        }
    }

    private func withHub(_ body: (Hub) async throws -> Void) async throws {
        try await APIFixture.with { fixture in
            let cookie = try #require(await fixture.signIn().cookie)
            let tenant = try #require(await fixture.store.tenant(named: "default")).id
            try await body(Hub(fixture: fixture, tenant: tenant, cookie: cookie))
        }
    }

    /// As the page behind the link does it.
    private func accept(_ code: String, _ password: String, _ hub: Hub) async throws {
        let clock = hub.fixture.time.clock
        let people = People(
            store: hub.fixture.store,
            passwords: PasswordDesk(cost: PasswordCost(memoryKibibytes: 8, passes: 1)),
            clock: clock, ids: IDSource(clock: clock))
        _ = try await people.accept(
            try #require(Token(code)), password: password,
            visitor: Visitor(address: "192.0.2.8", userAgent: ""))
    }

    @Test func somebodyIsInvitedComesInAndGoes() async throws {
        try await withHub { hub in
            let invited = try await hub.invite("ines@example.org")
            #expect(invited.status == 201 && invited.json?["member"]?["standing"] == "invited")
            let id = try #require(invited.json?["member"]?["id"]?.text)
            let code = try #require(invited.json?["code"]?.text)
            let listed = try await hub.ask(.get, "/members")
            #expect(listed.json?["items"]?.list?.count == 2)
            let one = try await hub.ask(.get, "/members/\(id)").json
            #expect(one == listed.json?["items"]?.list?.first { $0["id"]?.text == id })
            #expect(!"\(listed.json ?? .null)".contains(code), "shown once")
            #expect(try await hub.invite("ines@example.org").code == "already_member")

            try await accept(code, "the tide comes twice", hub)
            #expect(try await hub.standing(of: id) == "active")
            let theirs = try await hub.fixture.signIn("ines@example.org", "the tide comes twice")
            #expect(theirs.json?["roles"]?[0]?["role"] == "operator")
            let cookie = try #require(theirs.cookie)

            let changed = try await hub.ask(.patch, "/members/\(id)", body: ["role": "viewer"])
            #expect(changed.status == 200 && changed.json?["role"] == "viewer")
            #expect(changed.json?["joined"] == one?["joined"])
            let out = try await hub.ask(
                .put, "/members/\(id)/standing", body: ["standing": "disabled"])
            #expect(out.status == 200)
            #expect(try await hub.standing(of: id) == "disabled")
            let thrown = try await hub.fixture.ask(
                .get, "/api/v1/sessions/current", [.cookie: cookie])
            #expect(thrown.status == 401)
            _ = try await hub.ask(.put, "/members/\(id)/standing", body: ["standing": "active"])
            #expect(try await hub.standing(of: id) == "active")
            #expect(try await hub.ask(.delete, "/members/\(id)").status == 204)
            #expect(try await hub.ask(.delete, "/members/\(id)").status == 404)
            #expect(try await hub.ask(.get, "/members").json?["items"]?.list?.count == 1)
        }
    }

    @Test func anInvitationIsWithdrawnAndWhoIsKnownNeedsNone() async throws {
        try await withHub { hub in
            let first = try await hub.invite("ines@example.org")
            let id = try #require(first.json?["member"]?["id"]?.text)
            let stale = try #require(first.json?["code"]?.text)
            #expect(try await hub.ask(.delete, "/members/\(id)").status == 204)
            await #expect(throws: StoreError.self) {
                try await accept(stale, "the tide comes twice", hub)
            }
            let again = try await hub.invite("ines@example.org", "viewer")
            #expect(again.status == 201 && again.json?["member"]?["id"]?.text == id)
            try await accept(
                try #require(again.json?["code"]?.text), "the tide comes twice", hub)
            #expect(try await hub.ask(.delete, "/members/\(id)").status == 204)
            let known = try await hub.invite("ines@example.org", "viewer")
            #expect(known.status == 201 && known.json?["code"] == nil, "the hub knows them")
            let wrong = try await hub.invite("Not A Login")
            #expect(wrong.status == 422 && wrong.code == "invalid")
        }
    }

    @Test func ownersAreMadeByOwnersAndTheLastOneStays() async throws {
        try await withHub { hub in
            let admin = try await hub.token("admin")
            #expect(try await hub.invite("o@example.org", "owner", token: admin).status == 403)
            let owner = hub.fixture.owner.id
            let taken = try await hub.ask(.delete, "/members/\(owner)", token: admin)
            #expect(taken.status == 403 && taken.code == "not_allowed")
            let lesser = try await hub.ask(
                .patch, "/members/\(owner)", body: ["role": "viewer"], token: admin)
            #expect(lesser.status == 403)
            let last = try await hub.ask(.patch, "/members/\(owner)", body: ["role": "admin"])
            #expect(last.status == 409 && last.code == "last_owner")
            #expect(try await hub.ask(.delete, "/members/\(owner)").code == "last_owner")
            // An owner's token may what its owner may.
            let strong = try await hub.token("owner")
            let made = try await hub.invite("o@example.org", "owner", token: strong)
            #expect(made.status == 201)
            #expect(try await hub.invite("p@example.org", "viewer", token: admin).status == 201)
            let viewer = try await hub.token("viewer")
            #expect(try await hub.ask(.get, "/members", token: viewer).status == 403)
        }
    }

    /// Whoever finds a token becomes nobody by it.
    @Test func aTokenReplacesNobodysPassword() async throws {
        try await withHub { hub in
            let invited = try await hub.invite("ines@example.org")
            let id = try #require(invited.json?["member"]?["id"]?.text)
            let admin = try await hub.token("admin")
            let link = try await hub.ask(.post, "/members/\(id)/link", token: admin)
            #expect(link.status == 201, "who has no password yet needs a link")
            let code = try #require(link.json?["code"]?.text)
            let stale = try #require(invited.json?["code"]?.text)
            await #expect(throws: StoreError.self) {
                try await accept(stale, "the tide comes twice", hub)
            }
            try await accept(code, "the tide comes twice", hub)

            let refused = try await hub.ask(.post, "/members/\(id)/link", token: admin)
            #expect(refused.status == 403 && refused.code == "session_required")
            let own = try await hub.ask(
                .post, "/members/\(hub.fixture.owner.id)/link", token: try await hub.token("owner"))
            #expect(own.status == 403)
            let signedIn = try await hub.ask(.post, "/members/\(id)/link")
            #expect(signedIn.status == 201)
            let bearer: HTTPFields = [.authorization: "Bearer \(admin)"]
            for path in ["/api/v1/profile", "/api/v1/sessions"] {
                let answer = try await hub.fixture.ask(.get, path, bearer)
                #expect(answer.status == 401, "\(path)")
            }
        }
    }

    /// Who runs one tenant would otherwise become somebody of another.
    @Test func whoHasAPartElsewhereIsNotActedFor() async throws {
        try await withHub { hub in
            let invited = try await hub.invite("ines@example.org")
            let id = try #require(invited.json?["member"]?["id"]?.text.flatMap { ID<User>($0) })
            let other = Sample.tenant("other")
            try await hub.fixture.store.addTenant(other, owner: id, audit: [])
            let link = try await hub.ask(.post, "/members/\(id)/link")
            #expect(link.status == 403 && link.code == "not_allowed")
            let out = try await hub.ask(
                .put, "/members/\(id)/standing", body: ["standing": "disabled"])
            #expect(out.status == 403)
        }
    }

    @Test func aPersonChangesWhatTheyAreCalledAndTheirPassword() async throws {
        try await withHub { hub in
            let changed = try await hub.own(
                .put, "/profile", body: ["name": "Mara L.", "language": "zh-CN"])
            #expect(changed.status == 200)
            #expect(try await hub.own(.get, "/profile").json == changed.json)
            #expect(changed.json?["name"] == "Mara L." && changed.json?["language"] == "zh-CN")
            _ = try await hub.own(.put, "/profile", body: ["name": "Mara"])
            #expect(try await hub.own(.get, "/profile").json?["language"] == nil)

            let elsewhere = try #require(await hub.fixture.signIn().cookie)
            let wrong = try await hub.own(
                .put, "/profile/password",
                body: ["old": "not this one, no", "new": "the tide comes twice"])
            #expect(wrong.status == 403 && wrong.code == "wrong_password")
            let short = try await hub.own(
                .put, "/profile/password",
                body: ["old": .string(APIFixture.password), "new": "short"])
            #expect(short.status == 422)
            let right = try await hub.own(
                .put, "/profile/password",
                body: ["old": .string(APIFixture.password), "new": "the tide comes twice"])
            #expect(right.status == 200)
            let gone = try await hub.fixture.ask(
                .get, "/api/v1/sessions/current", [.cookie: elsewhere])
            #expect(gone.status == 401, "other sessions end")
            #expect(try await hub.own(.get, "/sessions/current").status == 200)
            #expect(try await hub.fixture.signIn().status == 401)
            let now = try await hub.fixture.signIn(APIFixture.login, "the tide comes twice")
            #expect(now.status == 201)
        }
    }

    /// Whoever took over a session would otherwise have all the tries they like.
    @Test func anOldPasswordIsGuessedNoFasterThanAtTheDoor() async throws {
        try await withHub { hub in
            func attempt(_ old: String) async throws -> APIFixture.Answer {
                try await hub.own(
                    .put, "/profile/password",
                    body: ["old": .string(old), "new": "the tide comes twice"])
            }
            for _ in 0..<5 {
                #expect(try await attempt("not this one, no").code == "wrong_password")
            }
            let refused = try await attempt(APIFixture.password)
            #expect(refused.status == 429 && refused.code == "too_many_attempts")
            #expect(try await hub.fixture.signIn().status == 429, "they are counted together")
            hub.fixture.time.advance(by: .seconds(60))
            #expect(try await attempt(APIFixture.password).status == 200)
        }
    }

    @Test func aPersonEndsTheirOwnSessionsAndNobodyElses() async throws {
        try await withHub { hub in
            let elsewhere = try #require(await hub.fixture.signIn().cookie)
            let listed = try await hub.own(.get, "/sessions").json?["items"]?.list ?? []
            #expect(listed.count == 2 && listed.filter { $0["current"] == true }.count == 1)
            let other = try #require(listed.first { $0["current"] == false }?["id"]?.text)
            #expect(try await hub.own(.delete, "/sessions/\(other)").status == 204)
            #expect(try await hub.own(.delete, "/sessions/\(other)").status == 404)
            let gone = try await hub.fixture.ask(
                .get, "/api/v1/sessions/current", [.cookie: elsewhere])
            #expect(gone.status == 401)

            let invited = try await hub.invite("ines@example.org")
            let code = try #require(invited.json?["code"]?.text)
            try await accept(code, "the tide comes twice", hub)
            let theirs = try await hub.fixture.signIn("ines@example.org", "the tide comes twice")
            let session = try #require(theirs.json?["id"]?.text)
            #expect(try await hub.own(.delete, "/sessions/\(session)").status == 404)
        }
    }
}
