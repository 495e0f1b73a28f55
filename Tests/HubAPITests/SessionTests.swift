import Domain
import HTTPServer
import HubCore
import JSON
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@Suite struct SessionTests {
    private static let current = "/api/v1/sessions/current"

    @Test func aProgramSignsInLooksAndSignsOut() async throws {
        try await APIFixture.with { hub in
            let opened = try await hub.signIn()
            #expect(opened.status == 201)
            let cookie = try #require(opened.cookie)
            #expect(opened.json?["user"]?["login"]?.text == APIFixture.login)
            #expect(opened.json?["hubAdministrator"] == true)
            #expect(opened.json?["roles"]?[0]?["role"] == "owner")
            #expect(opened.json?["password"] == nil)

            let found = try await hub.ask(.get, Self.current, [.cookie: cookie])
            #expect(found.status == 200)
            #expect(found.json == opened.json)

            let ended = try await hub.ask(.delete, Self.current, [.cookie: cookie])
            #expect(ended.status == 204 && ended.json == nil)
            #expect(ended.fields[.setCookie]?.contains("Max-Age=0") == true)
            let gone = try await hub.ask(.get, Self.current, [.cookie: cookie])
            #expect(gone.status == 401 && gone.code == "sign_in_required")
            #expect(gone.fields[.location] == nil)
            let actions = try await hub.store.auditEvents(
                in: .hub, matching: AuditFilter(), before: nil, limit: 2
            ).map(\.draft.action)
            #expect(actions == [.signedOut, .signedIn])
        }
    }

    @Test func overHTTPSTheCookieBelongsToThisHostAlone() async throws {
        try await APIFixture.with { hub in
            let opened = try await hub.signIn(isSecure: true)
            let field = opened.fields[.setCookie] ?? ""
            #expect(field.hasPrefix("__Host-holdfast-session="))
            for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
                #expect(field.contains(part))
            }
            let cookie = try #require(opened.cookie)
            let plain = try await hub.ask(.get, Self.current, [.cookie: cookie])
            #expect(plain.status == 401, "a cookie of HTTPS is none of plain HTTP")
        }
    }

    @Test(arguments: [
        ("mara@example.org", "another short sentence"), ("nobody@example.org", "whatever it is"),
        ("MARA@EXAMPLE.ORG ", "x"), ("'; DROP TABLE users", "x"),
    ])
    func aWrongPairIsRefusedWithoutSayingWhichHalf(
        login: String, password: String
    ) async throws {
        try await APIFixture.with { hub in
            let refused = try await hub.signIn(login, password)
            #expect(refused.status == 401 && refused.code == "sign_in_refused")
            #expect(refused.cookie == nil)
            #expect("\(refused.json ?? .null)".contains(password) == false || password == "x")
        }
    }

    @Test func aDisabledPersonIsRefusedAlsoWithAnOpenSession() async throws {
        try await APIFixture.with { hub in
            let cookie = try #require(await hub.signIn().cookie)
            let other = try #require(await hub.store.tenant(named: "default"))
            try await hub.store.addUser(
                Self.heir,
                as: Membership(
                    tenant: other.id, user: Self.heir.id, role: .owner,
                    created: Self.heir.created), audit: [])
            try await hub.store.addHubAdministrator(
                Self.heir.id, at: Self.heir.created, audit: [])
            try await hub.store.disableUser(hub.owner.id, at: Self.heir.created, audit: [])
            #expect(try await hub.ask(.get, Self.current, [.cookie: cookie]).status == 401)
            #expect(try await hub.signIn().code == "sign_in_refused")
        }
    }

    private static let heir = Sample.user("heir")

    @Test func guessingIsThrottledAsOnThePage() async throws {
        try await APIFixture.with { hub in
            for _ in 0..<5 { #expect(try await hub.signIn(APIFixture.login, "x").status == 401) }
            let waiting = try await hub.signIn()
            #expect(waiting.status == 429 && waiting.code == "too_many_attempts")
            let seconds = try #require(waiting.fields[.retryAfter].flatMap { Int($0) })
            #expect(seconds > 0)
            hub.time.advance(by: .seconds(seconds))
            #expect(try await hub.signIn().status == 201)
        }
    }

    @Test func whatIsNoJSONOrHasOtherFieldsIsRefused() async throws {
        try await APIFixture.with { hub in
            let form = try await hub.ask(
                .post, "/api/v1/sessions",
                [.contentType: "application/x-www-form-urlencoded"], body: ["login": "a"])
            #expect(form.status == 415 && form.code == "unsupported_media_type")
            let more = try await hub.ask(
                .post, "/api/v1/sessions",
                body: ["login": "a", "password": "hunter2 hunter2", "remember": true])
            #expect(more.status == 422 && more.code == "invalid")
            #expect(more.json?["violations"]?[0]?["field"]?.text == "/remember")
            let missing = try await hub.ask(.post, "/api/v1/sessions", body: ["login": "a"])
            #expect(missing.json?["violations"]?[0]?["field"]?.text == "/password")
            let wrong = try await hub.ask(
                .post, "/api/v1/sessions",
                body: ["login": "a", "password": .string(String(repeating: "hunter2", count: 99))])
            #expect(wrong.status == 422)
            #expect(!"\(wrong.json ?? .null)".contains("hunter2"))
            let query = try await hub.ask(.get, Self.current + "?full=1")
            #expect(query.status == 401, "who asks is settled first")
        }
    }

    @Test func aPageOfAnotherSiteCanNeitherSignInNorOut() async throws {
        try await APIFixture.with { hub in
            let foreign: HTTPFields = [.host: "hub.test", .origin: "https://evil.test"]
            let refused = try await hub.signIn(APIFixture.login, APIFixture.password, foreign)
            #expect(refused.status == 403 && refused.code == "foreign_origin")
            var fields = foreign
            fields[.cookie] = try await hub.signIn().cookie
            #expect(try await hub.ask(.delete, Self.current, fields).code == "foreign_origin")
            fields[.origin] = "http://hub.test"
            #expect(try await hub.ask(.delete, Self.current, fields).status == 204)
        }
    }

    @Test func beforeSetupOnlySetupAndTheDescriptionAnswer() async throws {
        try await APIFixture.with(isSetUp: false) { hub async throws in
            #expect(try await hub.signIn().code == "not_set_up")
            #expect(try await hub.ask(.get, Self.current).code == "not_set_up")
            #expect(try await hub.ask(.get, "/api/v1/setup").json?["done"] == false)
            #expect(try await hub.ask(.get, "/api/v1/openapi.json").status == 200)
        }
    }

    @Test func theDescriptionIsValidAndSaysWhoMayDoWhat() async throws {
        try await APIFixture.with { hub in
            let script = """
                from json import load
                from sys import stdin
                from openapi_spec_validator import validate
                validate(load(stdin))
                print('valid')
                """
            let text = try await runPython(script, input: hub.description.bytes())
            #expect(text == "valid\n")
            let current = hub.description["paths"]?[Self.current]
            #expect(current?["get"]?["x-permission"] == "profile.view")
            #expect(current?["delete"]?["x-permission"] == "profile.sessions.end")
            #expect(current?["delete"]?["responses"]?["204"]?["content"] == nil)
            #expect(
                current?["get"]?["security"] == [["session": []], ["sessionOverHTTP": []]])
            let schemes = hub.description["components"]?["securitySchemes"]
            #expect(schemes?["session"]?["name"] == "__Host-holdfast-session")
            #expect(schemes?["sessionOverHTTP"]?["name"] == "holdfast-session")
            let create = hub.description["paths"]?["/api/v1/sessions"]?["post"]
            #expect(create?["security"] == [])
            let schemas = hub.description["components"]?["schemas"]
            #expect(
                schemas?["SessionForm"]?["properties"]?["password"]?["writeOnly"] == true)
        }
    }

    @Test func anOwnerSettlesWhatATenantIsCalledAndHowLongItKeepsHistory() async throws {
        try await APIFixture.with { hub in
            let cookie = try #require(await hub.signIn().cookie)
            let tenant = try #require(await hub.store.tenant(named: "default"))
            let path = "/api/v1/tenants/\(tenant.id)"
            let before = try await hub.ask(.get, path, [.cookie: cookie])
            #expect(before.json?["historyDays"] == 180 && before.json?["role"] == "owner")

            func change(_ form: JSON) async throws -> APIFixture.Answer {
                try await hub.ask(.patch, path, [.cookie: cookie], body: form)
            }
            let changed = try await change(["displayName": "Home", "historyDays": 35])
            #expect(changed.status == 200 && changed.json?["displayName"] == "Home")
            #expect(try await hub.ask(.get, path, [.cookie: cookie]).json == changed.json)
            _ = try await change(["historyDays": 35])
            let actions = try await hub.store.auditEvents(
                in: .tenant(tenant.id), matching: AuditFilter(), before: nil, limit: 2
            ).map(\.draft.action)
            #expect(actions == [.historyChanged, .tenantRenamed], "what changes nothing is none")
            for wrong: JSON in [["historyDays": 34], ["historyDays": 3651], ["displayName": ""]] {
                #expect(try await change(wrong).status == 422, "\(wrong)")
            }
        }
    }
}
