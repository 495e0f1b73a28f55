import Cryptography
import Domain
import HTTPServer
import Host
import HubDoor
import JSON
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import holdfast

/// Every route of a tenant that names something else besides, asked by people of another tenant
/// for what is there in this one, in their own tenant's path: as if it were not there at all.
@Suite(.timeLimit(.minutes(10))) struct ForeignThingsTests {
    /// Pages that look at nothing themselves and only lead on, to where it is not there.
    private static let leadingOn: Set = [
        "POST /tenants/{tenant}/snapshots/{snapshot}/choice",
        "POST /tenants/{tenant}/sources/{source}/drills",
    ]
    /// What a route cannot be asked without.
    private static let queries = [
        "GET /api/v1/tenants/{tenant}/sources/{source}/versions": "?path=%2Fsrv"
    ]

    @Test(arguments: [Role.owner, .admin, .operator, .viewer])
    func whatLiesInAnotherTenantIsNotThere(role: Role) async throws {
        try await withWholeHub { hub, world in
            let things = try await Things(in: world)
            let (tenant, cookie, form) = try await stranger(world, role)
            var asked = 0
            for route in hub.routes where route.pattern.has(HubDoor.tenant) {
                let names = route.names.filter { $0 != "tenant" }
                guard !names.isEmpty, try isAllowed(route, role) else { continue }
                let ids = try names.map {
                    try #require(things.ids[$0], "nothing is called \($0): \(route.line)")
                }
                let status = try await ask(
                    hub, route, tenant, zip(names, ids).map { $0 }, cookie, form, things)
                let isLeadOn = Self.leadingOn.contains(route.line)
                #expect(status == (isLeadOn ? 303 : 404), "\(route.line): \(status)")
                asked += 1
            }
            #expect(asked > (role == .viewer ? 20 : 40))
        }
    }

    private func isAllowed(_ route: RouteDescription, _ role: Role) throws -> Bool {
        guard let name = route.permission else { return false }
        guard case .role(let least) = try #require(Permission(rawValue: name)).requirement else {
            return false
        }
        return role.includes(least)
    }

    private func ask(
        _ hub: HubParts, _ route: RouteDescription, _ tenant: ID<Tenant>,
        _ values: [(String, String)], _ cookie: HTTPFields, _ form: String, _ things: Things
    ) async throws -> Int {
        var path = "\(route.pattern)".replacing("{tenant}", with: "\(tenant)")
        for (name, value) in values { path = path.replacing("{\(name)}", with: value) }
        path += Self.queries[route.line] ?? ""
        var fields = cookie
        var body: [UInt8] = []
        if let takes = route.takes {
            fields[.contentType] = "application/json"
            body = things.sample(of: takes.document, in: takes.definitions).bytes()
        } else if route.method == .post, !path.hasPrefix("/api/") {
            fields[.contentType] = "application/x-www-form-urlencoded"
            body = Array("\(form)&note=x&reason=x&name=x&kind=check&role=viewer".utf8)
        }
        let response = await hub.router.respond(
            to: HTTPRequest(route.method, path, fields: fields, body: body))
        return response.status.code
    }

    /// Somebody with this role in a tenant of their own, by a session; with what their forms carry.
    private func stranger(
        _ world: World, _ role: Role
    ) async throws -> (ID<Tenant>, HTTPFields, String) {
        let user = Sample.user("stranger")
        try await world.store.addUser(user, as: nil, audit: [])
        let tenant = Sample.tenant("elsewhere")
        try await world.store.addTenant(tenant, owner: user.id, audit: [])
        if role != .owner {
            let other = Sample.user("other")
            try await world.store.addUser(
                other,
                as: Membership(
                    tenant: tenant.id, user: other.id, role: .owner, created: Sample.now),
                audit: [])
            try await world.store.setRole(role, of: user.id, in: tenant.id, audit: [])
        }
        let token = Token.random()
        let sample = Sample.session(of: user.id)
        let session = Session(
            id: sample.id, user: user.id, tokenHash: try #require(TokenHash(token.digest.bytes)),
            csrfSecret: sample.csrfSecret, created: sample.created, lastSeen: sample.lastSeen,
            expires: sample.expires, address: "", userAgent: "")
        try await world.store.openSession(session, audit: [])
        let code = HMACSHA256.code(
            key: Secret(copying: session.csrfSecret.bytes.span),
            message: Array("holdfast form".utf8)
        ).bytes
        // A mask of nothing leaves the code as it is.
        let masked = Base64.url.encode(code.map { _ in 0 } + code)
        return (
            tenant.id, [.cookie: "\(SessionCookie.name)=\(token.revealed())"], "csrf=\(masked)"
        )
    }
}

/// One of everything that a tenant can have, by the names of parameters.
private struct Things {
    private(set) var ids: [String: String] = [:]

    init(in world: World) async throws {
        let scene = try await RunScene(in: world)
        let (store, tenant) = (world.store, world.tenant.id)
        try await scene.see(["one", "two"])
        let snapshots = try await store.snapshots(
            of: tenant, matching: SnapshotFilter(), PageRequest())
        let snapshot = try #require(snapshots.items.first)
        let hold = SnapshotHold(
            id: Sample.id(), reason: "trial", placed: Sample.now, until: nil)
        _ = try await store.changeSnapshot(snapshot.id, of: tenant) { snapshot, _ in
            snapshot.holds.append(hold)
            return []
        }
        let leaving = try #require(snapshots.items.last)
        let deletion = Deletion(
            id: Sample.id(), tenant: tenant, snapshot: leaving.id, created: Sample.now)
        _ = try await store.askDeletion(of: leaving.id, in: tenant) { _, _ in
            DeletionWish(deletion, audit: [])
        }
        try await store.note(
            AlertChanges(observed: [.sourceStale(scene.source.id)]), of: world.scope,
            at: Sample.now)
        let alerts = try await store.alerts(
            of: world.scope, matching: AlertFilter(), PageRequest())
        let key = Sample.key(of: tenant)
        _ = try await store.addKey(key, secrets: [], orGetNamed: false, audit: [])
        let pending = try await store.announce(
            Sample.announcement("new", to: tenant), recent: [], audit: [])
        try await store.proveAnnouncement(pending.id, at: Sample.now, audit: [])
        let token = Sample.apiToken(of: world.owner.id, in: tenant)
        try await store.issueAPIToken(token, audit: [])
        let run = try await scene.start()
        let user = try await world.add("colleague", as: .viewer)
        ids = [
            "agent": "\(scene.agent.id)", "vault": "\(scene.vault.id)",
            "source": "\(scene.source.id)", "schedule": "\(scene.schedule.id)",
            "snapshot": "\(snapshot.id)", "older": "\(leaving.id)", "hold": "\(hold.id)",
            "deletion": "\(deletion.id)", "key": "\(key.id)", "run": "\(run.id)",
            "announcement": "\(pending.id)", "token": "\(token.id)", "user": "\(user.id)",
        ]
        ids["alert"] = alerts.items.first.map { "\($0.id)" }
    }

    /// Something that fits a schema, with what it needs and nothing else.
    func sample(of schema: JSON, in definitions: [String: JSON], called name: String = "") -> JSON {
        if let reference = schema["$ref"]?.text {
            let definition = reference.split(separator: "/").last.map(String.init) ?? ""
            return sample(of: definitions[definition] ?? .null, in: definitions, called: name)
        }
        if let value = Self.values[name] { return value }
        if let first = schema["enum"]?.elements.first ?? schema["const"] { return first }
        for one in ["oneOf", "anyOf", "allOf"] {
            if let first = schema[one]?.elements.first {
                return sample(of: first, in: definitions, called: name)
            }
        }
        switch schema["type"]?.text {
        case "object":
            var object = JSONObject()
            for member in schema["required"]?.elements.compactMap(\.text) ?? [] {
                object[member] = sample(
                    of: schema["properties"]?[member] ?? .null, in: definitions, called: member)
            }
            return .object(object)
        case "array":
            let count = schema["minItems"]?.wholeNumber ?? 0
            guard count > 0, let items = schema["items"] else { return [] }
            return .array([sample(of: items, in: definitions, called: name)])
        case "integer", "number": return schema["minimum"] ?? 1
        case "boolean": return false
        default:
            guard schema["format"] == "uuid" else { return "name" }
            return .string(ids[name] ?? "\(Sample.id(Tenant.self))")
        }
    }

    /// What no type tells.
    private static let values: [String: JSON] = [
        "role": "viewer", "fingerprint": "0123 4567 89ab cdef 0123 4567 89ab cdef",
        "path": "/srv", "paths": ["/srv"], "cron": "@daily", "zone": "UTC",
        "destination": ["kind": "in_place", "host": "web"],
    ]
}

extension RouteDescription {
    fileprivate var line: String { "\(method) \(pattern)" }

    fileprivate var names: [String] {
        "\(pattern)".split(separator: "/").filter { $0.hasPrefix("{") }
            .map { String($0.dropFirst().dropLast()) }
    }
}
