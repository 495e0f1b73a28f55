import JSON
import Telemetry
import TestSupport
import Testing

@testable import HTTPServer

private let id = "019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c8d"

@Suite struct RouterTests {
    @Test(arguments: [
        ("/", 200, "home"), ("/items/new", 200, "new"), ("/%69tems/ne%77", 200, "new"),
        ("/items/\(id)", 200, "{\"name\":\"7c8d\",\"count\":0}"),
        ("/folders/a/files/b/c.txt", 200, "a|b/c.txt"), ("/folders/special/files/one", 200, "one"),
        ("/folders/special/files/two", 200, "special|two"),
        ("/folders/a%2Fb/files/c", 200, "a/b|c"),
        ("/folders/%E6%BC%A2/files/d%20e", 200, "漢|d e"),
        ("/folders/a/files/..b/.c", 200, "a|..b/.c"),
        ("/?x=1", 200, "home"),
    ])
    func pathsFindTheirRoute(target: String, status: Int, body: String) async throws {
        let answer = try await testRouter().ask(.get, target)
        #expect(answer.status == status)
        #expect(answer.body == body)
    }

    @Test(arguments: [
        ("/nowhere", 404), ("/items/x/y", 404), ("/items/not-an-id", 404), ("//", 404),
        ("//items", 404),
        ("/folders//files/a", 404), ("/folders/a/files", 404), ("/folders/a/files//b", 404),
        ("/folders/a/../files/b", 400), ("/folders/%2e%2e/files/b", 400),
        ("/folders/%00/files/b", 400),
        ("/folders/%FF/files/b", 400), ("/./items", 400), ("/items%2Fnew", 404),
        ("/ITEMS/new", 404),
        ("/me", 401), ("/items?limit=0", 422), ("/items?limt=1", 422),
        ("/items?limit=1&limit=2", 422),
        ("/items?limit=x", 422), ("/items?q=%ff", 400), ("/busy", 503), ("/broken", 500),
    ])
    func whatIsWrongIsAProblem(target: String, status: Int) async throws {
        let answer = try await testRouter().ask(.get, target)
        #expect(answer.status == status)
        #expect(answer.fields[.contentType] == "application/problem+json")
        let problem = try JSON(parsing: Array(answer.body.utf8))
        #expect(problem["status"] == JSON(status))
        #expect(problem["requestId"]?.text == answer.fields["X-Request-Id"])
        #expect(answer.fields[.cacheControl] == "no-store")
    }

    @Test(arguments: [
        ("/items/new/", "/items/new"), ("/items/?limit=3", "/items?limit=3"),
        ("/folders/a%2F/files/b/", "/folders/a%2F/files/b"),
    ])
    func aSlashTooManyLeadsToThePathWithout(target: String, location: String) async throws {
        let answer = try await testRouter().ask(.get, target)
        #expect(answer.status == 308)
        #expect(answer.fields[.location] == location)
    }

    @Test(arguments: ["//evil.test/", "//evil.test//", "/nowhere/", "/items//", "/%2Fevil.test/"])
    func aSlashTooManyLeadsNowhereElse(target: String) async throws {
        #expect(try await testRouter().ask(.get, target).status == 404)
    }

    @Test func anotherMethodIsToldWhichThereAre() async throws {
        let router = testRouter()
        let refused = try await router.ask(.delete, "/items")
        #expect(refused.status == 405)
        #expect(refused.fields[.allow] == "GET, HEAD, OPTIONS, POST")
        let options = try await router.ask(.options, "/items/new")
        #expect(options.status == 204)
        // A literal segment hides what a parameter in its place would take.
        #expect(options.fields[.allow] == "GET, HEAD, OPTIONS")
        #expect(try await router.ask(.options, "*").status == 204)
        #expect(try await router.ask(.head, "/items/new").status == 200)
        #expect(try await router.ask(.post, "/items/new/").status == 404)
    }

    @Test func queriesAreReadByTheirDeclaration() async throws {
        let router = testRouter()
        #expect(try await router.ask(.get, "/items").body == #"[{"name":"-","count":50}]"#)
        #expect(
            try await router.ask(.get, "/items?q=a+b%26&limit=7").body
                == #"[{"name":"a b&","count":7}]"#)
    }

    @Test(arguments: [
        ("application/json", #"{"name":"a","count":2}"#, 201, #"{"name":"a","count":2}"#),
        ("Application/JSON; charset=utf-8", #"{"name":"a"}"#, 201, #"{"name":"a","count":1}"#),
        ("application/json", #"{"name":"","x":1}"#, 422, "too_short"),
        ("application/json", #"{"name":"a""#, 400, "malformed_json"),
        ("application/json", "", 400, "malformed_json"),
        ("application/x-www-form-urlencoded", "name=a", 415, "unsupported_media_type"),
        ("text/plain", #"{"name":"a"}"#, 415, "unsupported_media_type"),
        ("application/json", String(repeating: " ", count: 101), 413, "body_too_large"),
    ])
    func bodiesAreReadByTheirDeclaration(
        type: String, body: String, status: Int, part: String
    ) async throws {
        let answer = try await testRouter().ask(
            .post, "/items", [.contentType: type], body: body)
        #expect(answer.status == status)
        #expect(answer.body.contains(part))
    }

    @Test func violationsNameTheirFields() async throws {
        let answer = try await testRouter().ask(
            .post, "/items", [.contentType: "application/json"],
            body: #"{"name":"","count":101,"x":1}"#)
        let problem = try JSON(parsing: Array(answer.body.utf8))
        guard case .array(let violations)? = problem["violations"] else {
            Issue.record("no violations in \(answer.body)")
            return
        }
        #expect(violations.map { $0["field"]?.text } == ["/name", "/count", "/x"])
        #expect(
            violations.map { $0["code"]?.text } == ["too_short", "too_large", "unknown_field"])
    }

    @Test func whatTakesNoBodyRefusesOne() async throws {
        let answer = try await testRouter().ask(
            .put, "/items/\(id)", [.contentType: "application/json"], body: #"{"name":"a"}"#)
        #expect(answer.status == 204 && answer.body.isEmpty)
        #expect(answer.fields[.contentType] == nil)
    }

    @Test func groupsMakeContextsAndCheckRightsBeforeTheBodyIsRead() async throws {
        let router = testRouter()
        let mara: HTTPFields = [.cookie: "user=mara", .contentType: "application/json"]
        let otto: HTTPFields = [.cookie: "user=otto", .contentType: "application/json"]
        #expect(try await router.ask(.get, "/me", otto).body == #"{"name":"otto","count":1}"#)
        #expect(
            try await router.ask(.post, "/me", mara, body: #"{"name":"x"}"#).body
                == #"{"name":"marax","count":2}"#)
        #expect(try await router.ask(.post, "/me", otto, body: "broken").status == 403)
        #expect(try await router.ask(.post, "/me", [:], body: "broken").status == 401)
    }

    @Test func routesTellWhatTheyAre() throws {
        let routes = testTable().descriptions
        let change = try #require(routes.first { $0.method == .post && "\($0.pattern)" == "/me" })
        #expect(change.permission == "own")
        #expect(change.security == ["session"])
        #expect(change.takes == Item.schema.shape)
        #expect(routes.first { "\($0.pattern)" == "/items" }?.security == [])
    }

    @Test func wrongDeclarationsTrap() async {
        await #expect(processExitsWith: .failure) {
            let table = RouteTable()
            for _ in 0..<2 { table.root.add(.get, "/a", "Twice") { _ in .text("") } }
            _ = testRouter(table)
        }
        await #expect(processExitsWith: .failure) {
            let table = RouteTable()
            table.root.add(.get, "/a/x\(folder)", "Half a segment") { _ in .text("") }
        }
        await #expect(processExitsWith: .failure) {
            let pattern: PathPattern = "/a//b"
            print(pattern)
        }
    }
}
