internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let configured = PathParameter("agent", Schema<ID<Agent>>.id())

    func addConfigurations(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .viewAgents).add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/agents/\(Self.configured)/configuration",
            RouteAbout(
                "Tell what an agent is to go by and what it goes by", tags: ["Agents"],
                failures: Self.tenantFailures),
            gives: ConfigurationDocument.schema
        ) { context in
            let agent = try await parts.fleet.agent(
                context[Self.configured], of: context.tenant)
            let states = try await parts.protection.configurations.states(of: [agent.id])
            return ConfigurationDocument(states[agent.id])
        }
    }
}

/// What an agent is to go by, and what it goes by.
struct ConfigurationDocument: Sendable {
    let wanted: Int64?
    let made: Timestamp?
    let applied: Int64?
    let appliedAt: Timestamp?
    let isApplied: Bool
    let failure: RunFailure?

    static let schema = Schema<ConfigurationDocument>.object(
        "AgentConfigurationState", "What an agent is to go by, and what it goes by.",
        Field(
            optional: "wanted", \.wanted, .version,
            "The serial of the latest; missing while there is nothing to say to it."),
        Field(optional: "made", \.made, .timestamp),
        Field(
            optional: "applied", \.applied, .version,
            "The serial of the last one that it said it goes by."),
        Field(optional: "appliedAt", \.appliedAt, .timestamp),
        Field("current", \.isApplied, .bool, "Whether it goes by what it is to go by."),
        Field(
            optional: "failure", \.failure, .failure,
            "What it said was wrong with the last it was sent.")
    ) {
        ConfigurationDocument(
            wanted: $0, made: $1, applied: $2, appliedAt: $3, isApplied: $4, failure: $5)
    }
}

extension ConfigurationDocument {
    init(_ state: ConfigurationState?) {
        self.init(
            wanted: state?.wanted, made: state?.made, applied: state?.applied,
            appliedAt: state?.appliedAt, isApplied: state?.isApplied ?? true,
            failure: state?.failure)
    }
}
