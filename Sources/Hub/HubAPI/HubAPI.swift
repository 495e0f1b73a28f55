package import HTTPServer
package import HubCore
internal import JSON

/// The JSON interface of a hub, under `/api/v1`.
package struct HubAPI: Sendable {
    let setupState: SetupState
    let sessions: SessionOffice
    let signIn: SignIn
    let version: String

    package init(
        setupState: SetupState, sessions: SessionOffice, signIn: SignIn, version: String
    ) {
        self.setupState = setupState
        self.sessions = sessions
        self.signIn = signIn
        self.version = version
    }

    package func addRoutes(to routes: Routes<Call>) {
        let about = RouteAbout("Tell whether the hub has its first owner", tags: ["Setup"])
        routes.add(.get, "/api/v1/setup", about, gives: SetupStatus.schema) { _ in
            SetupStatus(isDone: try await setupState.isDone(), version: version)
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
