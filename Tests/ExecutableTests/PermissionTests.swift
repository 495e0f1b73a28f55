import CommandLine
import Cryptography
import Domain
import HTTPServer
import Host
import HubCore
import HubDoor
import JSON
import Settings
import StoreSupport
import Telemetry
import TestSupport
import Testing
import Values

@testable import holdfast

/// Every route that the hub declares, asked for by everybody who may ask: each answers as its
/// declaration says, and a route that is added tomorrow is asked too.
@Suite(.timeLimit(.minutes(10))) struct PermissionTests {
    private static let refusals: Set = ["sign_in_required", "not_allowed"]

    @Test(arguments: Asker.allCases)
    func everyRouteAnswersAsItIsDeclared(asker: Asker) async throws {
        try await withWholeHub { hub, world in
            try #require(hub.routes.count > 10)
            for route in hub.routes {
                // One for each route: signing out is one of them.
                let code = try await ask(hub, route, asker, world)
                let isRefused = code.map { Self.refusals.contains($0) } ?? false
                let wanted = try expected(route, asker)
                // Who is let in may still ask for something that is not there.
                #expect(
                    wanted == nil ? !isRefused : code == wanted,
                    "\(route.method) \(route.pattern): \(code ?? "let in")")
            }
        }
    }

    @Test func onlyTheseRoutesAreForEverybody() async throws {
        try await withWholeHub { hub, _ in
            let open = hub.routes.filter { $0.permission == nil }
            #expect(open.allSatisfy { $0.security.isEmpty })
            #expect(
                Set(open.map { "\($0.method) \($0.pattern)" }) == [
                    "GET /healthz", "GET /readyz", "GET /metrics", "GET /api/v1/setup",
                    "POST /api/v1/sessions", "GET /api/v1/openapi.json", "GET /setup",
                    "POST /setup", "GET /sign-in", "POST /sign-in", "GET /assets/{version}/{name}",
                    "POST /agent/v1/enrolments", "POST /agent/v1/announcements",
                    "POST /agent/v1/announcements/{announcement}/proofs",
                    "POST /agent/v1/rotations", "GET /agent/v1/link",
                    "POST /agent/v1/streams", "POST /agent/v1/arrivals", "POST /api/v1/downloads",
                    "GET /install.sh", "GET /agent/v1/programs/{architecture}",
                    "GET /invitation", "POST /invitation",
                    "GET /download",
                ])
            for route in hub.routes where route.permission != nil {
                let pattern = "\(route.pattern)"
                let isForPrograms =
                    pattern.hasPrefix("/api/") && route.pattern.has(HubDoor.tenant)
                    || pattern == "/api/v1/tenants"
                #expect(
                    route.security
                        == (isForPrograms ? HubDoor.programSecurity : HubDoor.security),
                    "\(route.pattern)")
            }
        }
    }

    /// The code of the refusal; nil where the one who asks is let in.
    private func expected(_ route: RouteDescription, _ asker: Asker) throws -> String? {
        guard let name = route.permission else { return nil }
        let permission = try #require(Permission(rawValue: name), "\(name) is a permission")
        guard asker.isSignedIn else { return "sign_in_required" }
        // The one page for owners of whichever tenant.
        if "\(route.pattern)" == "/design" {
            return asker.role == .owner || asker == .foreigner ? nil : "not_allowed"
        }
        let isInTenant = route.pattern.has(HubDoor.tenant)
        let isAllowed =
            switch permission.requirement {
            case .signedIn: true
            case .hubAdministrator: asker == .hubAdministrator
            case .role(let least): isInTenant && asker.role.includes(least)
            }
        if isAllowed { return nil }
        return isInTenant && asker.role == nil ? "not_found" : "not_allowed"
    }

    private func ask(
        _ hub: HubParts, _ route: RouteDescription, _ asker: Asker, _ world: World
    ) async throws -> String? {
        let token = try await asker.enter(world)
        let path = "\(route.pattern)".split(separator: "/", omittingEmptySubsequences: false)
            .map { part in
                part == "{tenant}"
                    ? "\(world.tenant.id)"
                    : part.hasPrefix("{") ? "\(Sample.id(Tenant.self))" : String(part)
            }.joined(separator: "/")
        let cookie: HTTPFields =
            token.map { [.cookie: "\(SessionCookie.name)=\($0.revealed())"] } ?? [:]
        let response = await hub.router.respond(
            to: HTTPRequest(route.method, path, fields: cookie))
        guard response.fields[.contentType] == Problem.contentType else { return nil }
        return try JSON(parsing: await response.collect(limit: 4096))["code"]?.text
    }
}

/// A whole hub over a store in memory, with everything that the executable wires.
func withWholeHub(_ body: (HubParts, World) async throws -> Void) async throws {
    try await withScratchFolder { scratch in
        try await StoreKind.memory.withWorld { world in
            let settings = try HubSettings.tree.load(
                options: { _ in [] }, environment: .ofProcess(), file: nil)
            let data = try await blocking { try DataFolder(at: FilePath("\(scratch)/data")) }
            let clock = WallClock { Sample.now }
            let keyring = Keyring(created: Sample.now)
            let key = try await HubKey.open(
                world.store, keyring: keyring, clock: clock, ids: IDSource(clock: clock))
            let hub = HubParts(
                store: world.store, storeName: "memory", data: data, key: key,
                keyring: keyring, settings: settings,
                metricsToken: Secret("token"), log: Logger(to: LogWriter(.text, to: -1)),
                clock: clock)
            try await body(hub, world)
        }
    }
}
