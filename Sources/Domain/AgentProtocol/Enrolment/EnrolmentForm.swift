// docs/formats/agent-protocol.md

package import Domain
package import JSON
package import Values

/// What a machine with a token sends: `POST /agent/v1/enrolments`.
package struct EnrolmentForm: Hashable, Sendable {
    package static let path = "/agent/v1/enrolments"

    package let introduction: Introduction
    package let token: EnrolmentToken
    /// Ed25519 over `EnrolmentProof.enrolment`, by the key it introduces itself with.
    package let signature: [UInt8]

    package init(introduction: Introduction, token: EnrolmentToken, signature: [UInt8]) {
        self.introduction = introduction
        self.token = token
        self.signature = signature
    }

    package static let schema = Schema<EnrolmentForm>.object(
        "EnrolmentForm", "What a machine with a token sends.",
        Field("introduction", \.introduction, Introduction.schema),
        Field("token", \.token, .token, "As it was shown, once."),
        Field("signature", \.signature, .exactly(EnrolmentProof.signatureSize))
    ) { EnrolmentForm(introduction: $0, token: $1, signature: $2) }
}

extension Schema<EnrolmentToken> {
    /// Not `secret`, which is never written: an agent writes it, and what is read prints redacted.
    static let token = Schema.converted(
        .text(16...128), { EnrolmentToken($0) }, back: \.text)
}

/// What an agent has to remember once it is one.
package struct Enrolled: Hashable, Sendable {
    package let hub: ID<Hub>
    /// Ed25519: what the hub signs links and configurations with.
    package let hubKey: [UInt8]
    package let agent: ID<Agent>
    /// Nil for a worker of the hub's own.
    package let tenant: ID<Tenant>?
    /// How it is called at the hub.
    package let name: String

    package init(
        hub: ID<Hub>, hubKey: [UInt8], agent: ID<Agent>, tenant: ID<Tenant>?, name: String
    ) {
        self.hub = hub
        self.hubKey = hubKey
        self.agent = agent
        self.tenant = tenant
        self.name = name
    }

    package static let schema = Schema<Enrolled>.object(
        "Enrolled", "What an agent has to remember.",
        Field("hub", \.hub, .id()),
        Field("hubKey", \.hubKey, .exactly(AgentKey.byteCount), "Ed25519."),
        Field("agent", \.agent, .id()), Field(optional: "tenant", \.tenant, .id()),
        Field("name", \.name, .field(Fields.agentName))
    ) { Enrolled(hub: $0, hubKey: $1, agent: $2, tenant: $3, name: $4) }
}
