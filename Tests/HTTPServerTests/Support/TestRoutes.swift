import Glibc
import Host
import JSON
import Synchronization
import Telemetry
import Values

@testable import HTTPServer

struct Item: JSONCoded, Equatable {
    let name: String
    let count: Int

    static let schema = Schema<Item>.object(
        "Item", "A thing.", Field("name", \.name, .text(1...10)),
        Field("count", \.count, .integer(0...100), default: 1), make: Item.init)
}

/// The context of those who sent the right password.
struct Member: RequestContext {
    let call: Call
    let name: String
}

/// A boundary error that the table knows, and one that it does not.
enum TestError: Error {
    case busy
    case secretive(String)
}

let itemID = PathParameter("item", Schema<ID<Item>>.id())
let folder = PathParameter("folder", .text(1...64))
let rest = PathParameter(rest: "rest")
let limit = QueryParameter("limit", .integer(1...200), default: 50, "How many at most.")
let search = QueryParameter("q", .text(1...10), "What to look for.")

func testTable() -> RouteTable {
    let table = RouteTable()
    let routes = table.root
    routes.add(.get, "/", .page("Home")) { _ in .text("home") }
    routes.add(.get, "/items/new", .page("New")) { _ in .text("new") }
    routes.add(.get, "/items/\(itemID)", "Show an item", gives: Item.schema) { context in
        Item(name: "\(try context[itemID])".suffix(4).description, count: 0)
    }
    routes.add(
        .get, "/items",
        RouteAbout("List items", query: [limit.description, search.description]),
        gives: .list(of: Item.schema, 0...200)
    ) { context in
        [Item(name: try context[search] ?? "-", count: try context[limit])]
    }
    routes.add(
        .post, "/items", RouteAbout("Create an item", bodyLimit: 100, failures: [.conflict]),
        takes: Item.schema, gives: Item.schema, status: .created
    ) { _, item in item }
    routes.add(.put, "/items/\(itemID)", "Change an item", takes: Item.schema) { _, _ in }
    routes.add(.get, "/folders/\(folder)/files/\(rest)", .page("File")) { context in
        .text("\(try context[folder])|\(try context[rest])")
    }
    routes.add(.get, "/folders/special/files/one", .page("One")) { _ in .text("one") }
    routes.add(.get, "/busy", "Fail in a known way") { _ in throw TestError.busy }
    routes.add(.get, "/broken", "Fail in an unknown way") { _ in
        throw TestError.secretive("password hunter2")
    }
    routes.add(.get, "/version", .page("Version")) { context in
        try context.requireVersion(EntityTag("v1"))
        return HTTPResponse(.noContent)
    }
    routes.add(.post, "/form", .page("Form", bodyLimit: 1000)) { context in
        let form = try await context.form()
        return .text("\(form["a"] ?? "-") \(form.values(of: "b"))")
    }
    memberRoutes(routes, permission: nil).add(.get, "/me", "Tell who I am", gives: Item.schema) {
        member in
        Item(name: member.name, count: 1)
    }
    memberRoutes(routes, permission: "own").add(
        .post, "/me", "Change me", takes: Item.schema, gives: Item.schema
    ) { member, item in Item(name: member.name + item.name, count: 2) }
    return table
}

private func memberRoutes(_ routes: Routes<Call>, permission: String?) -> Routes<Member> {
    routes.group(security: ["session"], permission: permission) { call in
        guard let user = call.request.cookies["user"] else {
            throw Problem(.unauthorized, "sign_in", "Sign in first.")
        }
        guard call.route.permission != "own" || user == "mara" else {
            throw Problem(.forbidden, "forbidden", "This is not yours to do.")
        }
        return Member(call: call, name: user)
    }
}

func knownProblems(_ error: any Error, _ request: HTTPRequest) -> Problem? {
    guard case TestError.busy = error else { return nil }
    return Problem(
        .serviceUnavailable, "busy", "Come back later.", fields: [.retryAfter: "7"])
}

func testRouter(
    _ table: RouteTable = testTable(), log: Logger? = nil, finish: ResponseFinish = .init()
) -> Router {
    let quiet = Logger(to: LogWriter(.text, to: -1), level: .error)
    return Router(
        table, log: log ?? quiet, finish: finish, problems: knownProblems
    ) { problem, request, id in
        HTTPResponse(
            .ok, fields: [.contentType: "text/html; charset=utf-8"],
            body: .bytes(Array("<h1>\(problem.code)</h1>".utf8)))
    }
}

extension Router {
    /// Status and body of an answer.
    func ask(
        _ method: HTTPMethod, _ target: String, _ fields: HTTPFields = [:], body: String = ""
    ) async throws -> (status: Int, body: String, fields: HTTPFields) {
        let request = HTTPRequest(method, target, fields: fields, body: Array(body.utf8))
        let response = await respond(to: request)
        let bytes = try await response.collect(limit: 1 << 20)
        return (response.status.code, String(decoding: bytes, as: UTF8.self), response.fields)
    }
}

/// The lines that a router logs while `body` runs, read back from a file.
func withLog(
    _ format: LogFormat, at path: String, _ body: (Logger) async throws -> Void
) async throws -> [String] {
    let file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(file) }
    let writer = LogWriter(format, to: file)
    try await body(Logger(to: writer))
    _ = writer.flush(within: .seconds(10))
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = pread(file, &bytes, bytes.count, 0)
    return String(decoding: bytes[..<max(0, count)], as: UTF8.self).split(separator: "\n")
        .map(String.init)
}
