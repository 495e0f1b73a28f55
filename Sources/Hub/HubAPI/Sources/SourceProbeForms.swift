internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// A source that is to be tried before it is made.
struct SourceProbeForm: Sendable {
    let agent: ID<Agent>?
    let configuration: SourceConfiguration
    let secrets: SecretsForm?

    static let schema = Schema<SourceProbeForm>.object(
        "SourceProbeForm", "A source that is to be tried before it is made.",
        Field(
            optional: "agent", \.agent, .id(),
            "Who would read it; a worker of the pool, where it is missing."),
        Field("configuration", \.configuration, .source),
        Field(optional: "secrets", \.secrets, SecretsForm.ofSources, "Used once, and not kept.")
    ) { SourceProbeForm(agent: $0, configuration: $1, secrets: $2) }

    var place: SourcePlace { agent.map(SourcePlace.agent) ?? .pool }
}

/// A folder of a server that paths are chosen in.
struct ServerFolderForm: Sendable {
    let agent: ID<Agent>?
    let host: String
    let port: Int
    let user: String
    let hostKey: String?
    let path: String
    let secrets: SecretsForm?

    static let schema = Schema<ServerFolderForm>.object(
        "ServerFolderForm", "A folder of a machine that is read over SSH.",
        Field(
            optional: "agent", \.agent, .id(),
            "Who looks; a worker of the pool, where it is missing."),
        Field("host", \.host, .field(Fields.address)),
        Field("port", \.port, .field(Fields.port), default: 22),
        Field("user", \.user, .field(Fields.remoteUser)),
        Field(optional: "hostKey", \.hostKey, .hostKey, "As `ssh-keygen -l` prints it."),
        Field("path", \.path, .absolute, default: "/"),
        Field(optional: "secrets", \.secrets, SecretsForm.ofSources, "Used once, and not kept.")
    ) {
        ServerFolderForm(
            agent: $0, host: $1, port: $2, user: $3, hostKey: $4, path: $5, secrets: $6)
    }

    var place: SourcePlace { agent.map(SourcePlace.agent) ?? .pool }

    var server: SFTPConfiguration {
        SFTPConfiguration(
            host: host, port: port, user: user, hostKey: hostKey,
            files: FilesConfiguration(paths: [path]))
    }
}
