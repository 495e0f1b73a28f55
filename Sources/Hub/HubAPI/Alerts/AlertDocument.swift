internal import AgentProtocol
internal import Domain
internal import JSON
internal import Values

/// An alert, as people see it.
struct AlertDocument: Sendable {
    let id: ID<Alert>
    let kind: String
    let severity: AlertCondition.Severity
    let state: Alert.State
    let message: String
    let source: ID<Source>?
    let vault: ID<KnownVault>?
    let agent: ID<Agent>?
    let run: ID<Run>?
    let raised: Timestamp
    let lastSeen: Timestamp
    let count: Int
    let acknowledgedBy: ID<User>?
    let resolved: Timestamp?

    static let schema = Schema<AlertDocument>.object(
        "Alert", "A condition with a life.",
        Field("id", \.id, .id()),
        Field("kind", \.kind, .text(1...64), "Stable, as in `backup_failed`."),
        Field("severity", \.severity, .choice), Field("state", \.state, .choice),
        Field("message", \.message, .text(1...500)),
        Field(optional: "source", \.source, .id()), Field(optional: "vault", \.vault, .id()),
        Field(optional: "agent", \.agent, .id()), Field(optional: "run", \.run, .id()),
        Field("raised", \.raised, .timestamp),
        Field("lastSeen", \.lastSeen, .timestamp, "When it was noted last to be there."),
        Field("count", \.count, .integer(1...Int.max), "How often it was noted."),
        Field(optional: "acknowledgedBy", \.acknowledgedBy, .id(), "Who looks after it."),
        Field(optional: "resolved", \.resolved, .timestamp)
    ) {
        AlertDocument(
            id: $0, kind: $1, severity: $2, state: $3, message: $4, source: $5, vault: $6,
            agent: $7, run: $8, raised: $9, lastSeen: $10, count: $11, acknowledgedBy: $12,
            resolved: $13)
    }
}

extension AlertDocument {
    init(_ alert: Alert) {
        let condition = alert.condition
        self.init(
            id: alert.id, kind: condition.kind, severity: condition.severity, state: alert.state,
            message: "\(condition)", source: condition.source, vault: condition.vault,
            agent: condition.agent, run: condition.run, raised: alert.raised,
            lastSeen: alert.lastSeen, count: alert.count, acknowledgedBy: alert.acknowledgedBy,
            resolved: alert.resolved)
    }
}
