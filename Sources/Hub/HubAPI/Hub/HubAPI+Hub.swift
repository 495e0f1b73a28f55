internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

extension HubAPI {
    private static let hubTags = ["Hub"]

    /// For people alone: tokens are of a tenant.
    func addHub(to routes: Routes<Call>, _ door: HubDoor) {
        door.admitted(to: routes, for: .viewHub).add(
            .get, "/api/v1/hub",
            RouteAbout(
                "Show the hub, and whether it is frozen", tags: Self.hubTags,
                failures: [.unauthorized, .forbidden, .conflict]),
            gives: HubDocument.schema
        ) { _ in
            HubDocument(try await parts.keeping.frozen.standing())
        }
        door.admitted(to: routes, for: .manageHubBackup).add(
            .post, "/api/v1/hub/thaw",
            RouteAbout(
                "Confirm that a restored hub is the hub to go on with", tags: Self.hubTags,
                failures: [.unauthorized, .forbidden, .conflict]),
            gives: HubDocument.schema
        ) { context in
            _ = try await parts.keeping.frozen.thaw(by: context.requester)
            return HubDocument(try await parts.keeping.frozen.standing())
        }
    }
}

/// A hub, and how far it is after a restore.
struct HubDocument: Sendable {
    let id: ID<Hub>
    let created: Timestamp
    let frozen: Timestamp?
    let unreadVaults: Int
    let lostFrom: Timestamp?
    let lostTo: Timestamp?

    static let schema = Schema<HubDocument>.object(
        "Hub", "The hub itself.",
        Field("id", \.id, .id()), Field("created", \.created, .timestamp),
        Field(
            optional: "frozen", \.frozen, .timestamp,
            "Since when it takes nothing away, because it was restored and nobody confirmed it."),
        Field(
            "unreadVaults", \.unreadVaults, .integer(0...Int.max),
            "Vaults that nobody has read since it is frozen."),
        Field(
            optional: "lostFrom", \.lostFrom, .timestamp,
            "When the backup was made that it was restored from last. From then to `lostTo` it "
                + "knows nothing but what agents and vaults told it."),
        Field(optional: "lostTo", \.lostTo, .timestamp)
    ) {
        HubDocument(
            id: $0, created: $1, frozen: $2, unreadVaults: $3, lostFrom: $4, lostTo: $5)
    }

    init(
        id: ID<Hub>, created: Timestamp, frozen: Timestamp?, unreadVaults: Int,
        lostFrom: Timestamp?, lostTo: Timestamp?
    ) {
        (self.lostFrom, self.lostTo) = (lostFrom, lostTo)
        self.id = id
        self.created = created
        self.frozen = frozen
        self.unreadVaults = unreadVaults
    }

    init(_ standing: FrozenHub.Standing) {
        self.init(
            id: standing.hub.id, created: standing.hub.created, frozen: standing.hub.frozen,
            unreadVaults: standing.unreadVaults, lostFrom: standing.gap?.from,
            lostTo: standing.gap?.to)
    }
}
