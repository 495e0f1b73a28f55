import Cryptography
import Domain
import HTTPServer
import Host
import HubCore
import HubDoor
import JSON
import StoreSupport
import Telemetry
import Testing
import Values

/// Every permission there is, asked for by everybody who may ask. `ExecutableTests` does the same
/// with the routes that the hub really has.
@Suite struct PermissionMatrixTests {
    /// What the answer is to be, written down once more than in the code: by hand.
    private func expected(_ permission: Permission, _ asker: Asker, inTenant: Bool) -> String {
        guard asker.isSignedIn else { return "sign_in_required" }
        let isStranger = asker.role == nil
        switch permission.requirement {
        case .hubAdministrator: return asker == .hubAdministrator ? "let in" : "not_allowed"
        case .signedIn: return inTenant && isStranger ? "not_found" : "let in"
        case .role(let least):
            guard inTenant else { return "not_allowed" }
            let order: [Asker] = [.viewer, .operator, .admin, .owner]
            guard let mine = order.firstIndex(of: asker) else { return "not_found" }
            return order[mine...].contains { $0 == asker }
                && mine >= (order.firstIndex { $0.role == least } ?? .max)
                ? "let in" : "not_allowed"
        }
    }

    @Test(arguments: Asker.allCases)
    func everyPermissionIsAskedForAsDeclared(asker: Asker) async throws {
        try await StoreKind.memory.withWorld { world in
            let router = router(for: world)
            let cookie = cookie(try await asker.enter(world))
            for permission in Permission.allCases {
                for inTenant in [false, true] {
                    let place = inTenant ? "/tenants/\(world.tenant.id)" : "/hub"
                    let code = try await ask(router, "\(place)/\(permission.rawValue)", cookie)
                    #expect(
                        code == expected(permission, asker, inTenant: inTenant),
                        "\(permission.rawValue) \(place)")
                }
            }
        }
    }

    @Test func aTenantThatDoesNotExistIsNotToldFromOneOfOthers() async throws {
        try await StoreKind.memory.withWorld { world in
            let cookie = cookie(try await Asker.owner.enter(world))
            let router = router(for: world)
            for name in ["\(Sample.id(Tenant.self))", "nonsense"] {
                let code = try await ask(router, "/tenants/\(name)/tenant.view", cookie)
                #expect(code == "not_found")
            }
        }
    }

    @Test(arguments: [("GET", true), ("HEAD", true), ("POST", false), ("DELETE", false)])
    func whatAPageOfAnotherSiteSendsIsRefused(method: String, isServed: Bool) async throws {
        try await StoreKind.memory.withWorld { world in
            var fields = cookie(try await Asker.owner.enter(world))
            fields[.host] = "hub.test"
            let method = HTTPMethod(rawValue: method)
            for origin in ["https://evil.test", "http://hub.test:81", "https://hub.test", "null"] {
                fields[.origin] = origin
                let answer = await router(for: world).respond(
                    to: HTTPRequest(method, "/any", fields: fields))
                #expect((answer.status.code == 204) == isServed, "\(origin)")
            }
            fields[.origin] = "http://hub.test"
            let own = await router(for: world).respond(
                to: HTTPRequest(method, "/any", fields: fields))
            #expect(own.status.code == 204)
        }
    }

    private func cookie(_ token: Token?) -> HTTPFields {
        token.map { [.cookie: "\(SessionCookie.name)=\($0.revealed())"] } ?? [:]
    }

    private func router(for world: World) -> Router {
        let clock = WallClock { Sample.now }
        let door = HubDoor(
            setupState: SetupState(store: world.store),
            sessions: SessionOffice(store: world.store, clock: clock, ids: IDSource(clock: clock)),
            for: .programs)
        let table = RouteTable()
        let open = Entrance(allowsPlainHTTP: false).routes(of: table.root)
        for permission in Permission.allCases {
            let routes = door.admitted(to: door.afterSetup(open), for: permission)
            let name = PathPattern(stringLiteral: "/hub/\(permission.rawValue)")
            routes.add(.get, name, "Ask") { _ in HTTPResponse(.noContent) }
            var inTenant = PathPattern.StringInterpolation(
                literalCapacity: 0, interpolationCount: 1)
            inTenant.appendLiteral("/tenants/")
            inTenant.appendInterpolation(HubDoor.tenant)
            inTenant.appendLiteral("/\(permission.rawValue)")
            routes.add(.get, PathPattern(stringInterpolation: inTenant), "Ask") { context in
                #expect(context.tenant == world.tenant.id)
                return HTTPResponse(.noContent)
            }
        }
        for method in [HTTPMethod.get, .post, .delete] {
            open.add(method, "/any", .page("Take anything")) { _ in HTTPResponse(.noContent) }
        }
        return Router(table, log: Logger(to: LogWriter(.text, to: -1), level: .error))
    }

    /// The problem's code, or that there was none.
    private func ask(
        _ router: Router, _ target: String, _ fields: HTTPFields
    ) async throws -> String? {
        let response = await router.respond(to: HTTPRequest(.get, target, fields: fields))
        if response.status.code == 204 { return "let in" }
        return try JSON(parsing: await response.collect(limit: 4096))["code"]?.text
    }
}
