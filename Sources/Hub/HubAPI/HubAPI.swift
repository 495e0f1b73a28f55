package import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON

/// The JSON interface of a hub, under `/api/v1`.
package struct HubAPI: Sendable {
    let parts: Parts
    private let version: String

    package init(_ parts: Parts, version: String) {
        self.parts = parts
        self.version = version
    }

    package func addRoutes(to routes: Routes<Call>) {
        let about = RouteAbout("Tell whether the hub has its first owner", tags: ["Setup"])
        routes.add(.get, "/api/v1/setup", about, gives: SetupStatus.schema) { _ in
            SetupStatus(isDone: try await parts.setupState.isDone(), version: version)
        }
        addSessions(to: routes)
        let door = HubDoor(
            setupState: parts.setupState, sessions: parts.sessions, tokens: parts.tokens,
            for: .programs)
        let ready = door.afterSetup(routes)
        addTenants(to: ready, door)
        addMembers(to: ready, door)
        addProfile(to: ready, door)
        addTokens(to: ready, door)
        addAudit(to: ready, door)
        addOverview(to: ready, door)
        addEnrolment(to: ready, door)
        addAgents(to: ready, door)
        addFleetWork(to: ready, door)
        addRuns(to: ready, door)
        addSnapshots(to: ready, door)
        addBrowsing(to: ready, door)
        addDownloads(to: ready, door)
        addRestores(to: ready, door)
        addDrills(to: ready, door)
        addRetention(to: ready, door)
        addAlerts(to: ready, door)
        addDeletions(to: ready, door)
        addHub(to: ready, door)
        addHostedTenants(to: ready, door)
        addAdministrators(to: ready, door)
        addKeys(to: ready, door)
        addVaults(to: ready, door)
        addSources(to: ready, door)
        addSourceProbes(to: ready, door)
        addSchedules(to: ready, door)
        addFolders(to: ready, door)
        addConfigurations(to: ready, door)
    }

    /// Adds the description of every route added so far. It is public, also before setup: whoever
    /// writes a program against the hub needs no account to read it.
    package func addDescription(to routes: Routes<Call>, of descriptions: [RouteDescription]) {
        let document = OpenAPI(
            title: "Holdfast", version: version,
            description: "Keeps data safe and proves it. Errors are RFC 9457 problem details.",
            security: zip(HubDoor.security, SessionCookie.names).map { ($0, .cookie($1)) }
                + [("token", .bearer)]
        ).document(of: descriptions)
        routes.add(.get, "/api/v1/openapi.json", .page("Describe the API in OpenAPI 3.1")) { _ in
            .json(document)
        }
    }
}

/// Whether the hub has its first owner.
struct SetupStatus: Sendable {
    let isDone: Bool
    let version: String

    static let schema = Schema<SetupStatus>.object(
        "SetupStatus", "How far a hub's first setup is.",
        Field("done", \.isDone, .bool, "Whether the hub has its first owner."),
        Field("version", \.version, .text(1...64), "The hub's version.")
    ) { SetupStatus(isDone: $0, version: $1) }
}
