internal import Domain
package import JSON

/// Everything a hub says to an agent.
package enum HubMessage: Hashable, Sendable {
    /// Its first word.
    case challenge(Challenge)
    /// To a hello it believes.
    case welcome(Welcome)
    /// Up to where it has committed what the agent wrote down.
    case received(Received)
    /// All that the agent is to know.
    case configuration(SignedConfiguration)
    /// A run for the agent.
    case start(RunOrder)
    /// Somebody wants a run to end.
    case cancel(RunCancellation)
    /// The run is not this agent's any more: nothing of it counts.
    case stop(RunCancellation)
    /// Something to be answered; the envelope numbers it.
    case question(QuestionAsked)
    /// A sign of life.
    case ping(Ping)
    /// The answer to a sign of life.
    case pong(Pong)
    /// The last word.
    case goodbye(Goodbye)
}

extension HubMessage: ProtocolMessage {
    package static let sender = ProtocolEnd.hub
    package static let kinds = [
        "challenge", "welcome", "received", "configuration", "start", "cancel", "stop", "question",
        "ping", "pong", "goodbye",
    ]

    package static let schema = Schema<HubMessage>.union(
        "HubMessage", "What the hub sends.", by: "kind",
        [
            UnionCase("challenge", Challenge.schema, make: HubMessage.challenge) {
                if case .challenge(let part) = $0 { part } else { nil }
            },
            UnionCase("welcome", Welcome.schema, make: HubMessage.welcome) {
                if case .welcome(let part) = $0 { part } else { nil }
            },
            UnionCase("received", Received.schema, make: HubMessage.received) {
                if case .received(let part) = $0 { part } else { nil }
            },
            UnionCase("configuration", SignedConfiguration.schema, make: HubMessage.configuration) {
                if case .configuration(let part) = $0 { part } else { nil }
            },
            UnionCase("start", RunOrder.schema, make: HubMessage.start) {
                if case .start(let part) = $0 { part } else { nil }
            },
            UnionCase("cancel", RunCancellation.schema, make: HubMessage.cancel) {
                if case .cancel(let part) = $0 { part } else { nil }
            },
            UnionCase("stop", RunCancellation.schema, make: HubMessage.stop) {
                if case .stop(let part) = $0 { part } else { nil }
            },
            UnionCase("question", QuestionAsked.schema, make: HubMessage.question) {
                if case .question(let part) = $0 { part } else { nil }
            },
            UnionCase("ping", Ping.schema, make: HubMessage.ping) {
                if case .ping(let part) = $0 { part } else { nil }
            },
            UnionCase("pong", Pong.schema, make: HubMessage.pong) {
                if case .pong(let part) = $0 { part } else { nil }
            },
            UnionCase("goodbye", Goodbye.schema, make: HubMessage.goodbye) {
                if case .goodbye(let part) = $0 { part } else { nil }
            },
        ])
}
