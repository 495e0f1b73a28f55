// docs/formats/agent-protocol.md

package import Domain
package import JSON
internal import Values

/// What a machine says of itself when it comes for the first time.
package struct Introduction: Hashable, Sendable {
    package let speaks: ProtocolVersions
    package let key: AgentKey
    package let hostName: String
    /// As in `holdfast 0.5.0`.
    package let program: String
    package let system: String
    package let architecture: String

    package init(
        speaks: ProtocolVersions = .ours, key: AgentKey, hostName: String, program: String,
        system: String, architecture: String
    ) {
        self.speaks = speaks
        self.key = key
        self.hostName = hostName
        self.program = program
        self.system = system
        self.architecture = architecture
    }

    package var machine: Machine {
        Machine(
            hostName: hostName, program: program, system: system, architecture: architecture)
    }

    package static let schema = Schema<Introduction>.object(
        "Introduction", "What a machine says of itself.",
        Field("speaks", \.speaks, .versions), Field("key", \.key, .agentKey),
        Field("hostName", \.hostName, .field(Fields.hostName)),
        Field("program", \.program, .text(1...100)),
        Field("system", \.system, .text(1...200)),
        Field("architecture", \.architecture, .text(1...40))
    ) {
        Introduction(
            speaks: $0, key: $1, hostName: $2, program: $3, system: $4, architecture: $5)
    }
}

extension Schema<AgentKey> {
    package static let agentKey = Schema.object(
        "AgentKey", "The two public keys of an agent.",
        Field("signing", \.signing, .exactly(AgentKey.byteCount), "Ed25519."),
        Field("sealing", \.sealing, .exactly(AgentKey.byteCount), "X25519.")
    ) { signing, sealing in
        guard let key = AgentKey(signing: signing, sealing: sealing) else {
            throw Violation.Reason.wrongFormat(expected: "two keys of 32 bytes")
        }
        return key
    }
}
