internal import Domain
package import JSON

/// Everything an agent says.
package enum AgentMessage: Hashable, Sendable {
    /// Its first word, after the hub's challenge.
    case hello(Hello)
    /// What there is to know of its machine.
    case facts(HostFacts)
    /// What it wrote down; the hub acknowledges.
    case records(RecordBatch)
    /// How far a run is.
    case progress(ProgressReport)
    /// To a run it was given.
    case reply(RunReply)
    /// To a configuration it was sent.
    case configured(Configured)
    /// To a question; the envelope says which.
    case answer(AnswerGiven)
    /// A sign of life.
    case ping(Ping)
    /// The answer to a sign of life.
    case pong(Pong)
    /// The last word.
    case goodbye(Goodbye)
}

extension AgentMessage: ProtocolMessage {
    package static let sender = ProtocolEnd.agent
    package static let kinds = [
        "hello", "facts", "records", "progress", "reply", "configured", "answer", "ping", "pong",
        "goodbye",
    ]

    package static let schema = Schema<AgentMessage>.union(
        "AgentMessage", "What an agent sends.", by: "kind",
        [
            UnionCase("hello", Hello.schema, make: AgentMessage.hello) {
                if case .hello(let part) = $0 { part } else { nil }
            },
            UnionCase("facts", HostFacts.schema, make: AgentMessage.facts) {
                if case .facts(let part) = $0 { part } else { nil }
            },
            UnionCase("records", RecordBatch.schema, make: AgentMessage.records) {
                if case .records(let part) = $0 { part } else { nil }
            },
            UnionCase("progress", ProgressReport.schema, make: AgentMessage.progress) {
                if case .progress(let part) = $0 { part } else { nil }
            },
            UnionCase("reply", RunReply.schema, make: AgentMessage.reply) {
                if case .reply(let part) = $0 { part } else { nil }
            },
            UnionCase("configured", Configured.schema, make: AgentMessage.configured) {
                if case .configured(let part) = $0 { part } else { nil }
            },
            UnionCase("answer", AnswerGiven.schema, make: AgentMessage.answer) {
                if case .answer(let part) = $0 { part } else { nil }
            },
            UnionCase("ping", Ping.schema, make: AgentMessage.ping) {
                if case .ping(let part) = $0 { part } else { nil }
            },
            UnionCase("pong", Pong.schema, make: AgentMessage.pong) {
                if case .pong(let part) = $0 { part } else { nil }
            },
            UnionCase("goodbye", Goodbye.schema, make: AgentMessage.goodbye) {
                if case .goodbye(let part) = $0 { part } else { nil }
            },
        ])
}
