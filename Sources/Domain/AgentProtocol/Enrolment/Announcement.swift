// docs/formats/agent-protocol.md

package import Domain
package import JSON
package import Values

/// What a machine without a token sends: `POST /agent/v1/announcements`.
package struct AnnouncementForm: Hashable, Sendable {
    package static let path = "/agent/v1/announcements"

    package let introduction: Introduction
    /// Whose it wants to be; nil where the hub has one tenant.
    package let tenant: ID<Tenant>?

    package init(introduction: Introduction, tenant: ID<Tenant>? = nil) {
        self.introduction = introduction
        self.tenant = tenant
    }

    package static let schema = Schema<AnnouncementForm>.object(
        "AnnouncementForm", "What a machine without a token sends.",
        Field("introduction", \.introduction, Introduction.schema),
        Field(optional: "tenant", \.tenant, .id(), "Where the hub has several.")
    ) { AnnouncementForm(introduction: $0, tenant: $1) }
}

/// What it is told: how to ask what became of it.
package struct Announced: Hashable, Sendable {
    package let hub: ID<Hub>
    package let announcement: ID<PendingAgent>
    /// To be signed by whoever asks.
    package let nonce: [UInt8]
    /// When it is forgotten, unless somebody decided before.
    package let expires: Timestamp

    package init(
        hub: ID<Hub>, announcement: ID<PendingAgent>, nonce: [UInt8], expires: Timestamp
    ) {
        self.hub = hub
        self.announcement = announcement
        self.nonce = nonce
        self.expires = expires
    }

    package static let schema = Schema<Announced>.object(
        "Announced", "How to ask what became of an announcement.",
        Field("hub", \.hub, .id()), Field("announcement", \.announcement, .id()),
        Field("nonce", \.nonce, .exactly(EnrolmentProof.nonceSize)),
        Field("expires", \.expires, .timestamp)
    ) { Announced(hub: $0, announcement: $1, nonce: $2, expires: $3) }
}

/// The question what became of it: `POST /agent/v1/announcements/{announcement}/proofs`.
package struct AnnouncementProof: Hashable, Sendable {
    /// Ed25519 over `EnrolmentProof.announcement`.
    package let signature: [UInt8]

    package init(signature: [UInt8]) {
        self.signature = signature
    }

    package static func path(of announcement: ID<PendingAgent>) -> String {
        "\(AnnouncementForm.path)/\(announcement)/proofs"
    }

    package static let schema = Schema<AnnouncementProof>.object(
        "AnnouncementProof", "Shows that whoever asks is whoever announced itself.",
        Field("signature", \.signature, .exactly(EnrolmentProof.signatureSize))
    ) { AnnouncementProof(signature: $0) }
}

/// What became of an announcement.
package enum AnnouncementAnswer: Hashable, Sendable {
    /// Nobody has decided; to be asked again after a while.
    case waiting(again: Duration)
    case enrolled(Enrolled)
    case refused

    package static let schema = Schema<AnnouncementAnswer>.union(
        "AnnouncementAnswer", "What became of an announcement.", by: "state",
        [
            UnionCase("waiting", Waiting.schema, make: { .waiting(again: $0.again) }) {
                if case .waiting(let again) = $0 { Waiting(again: again) } else { nil }
            },
            UnionCase("enrolled", Enrolled.schema, make: AnnouncementAnswer.enrolled) {
                if case .enrolled(let part) = $0 { part } else { nil }
            },
            UnionCase("refused", Refused.schema, make: { _ in .refused }) {
                $0 == .refused ? Refused(message: "Somebody refused this machine.") : nil
            },
        ])

    private struct Waiting: Sendable {
        let again: Duration
        static let schema = Schema<Waiting>.object(
            "AnnouncementWaiting", "Nobody has decided.",
            Field("again", \.again, .span(.seconds(1)...(.seconds(600))), "Milliseconds.")
        ) { Waiting(again: $0) }
    }

    private struct Refused: Sendable {
        let message: String
        static let schema = Schema<Refused>.object(
            "AnnouncementRefused", "Somebody decided against it.",
            Field("message", \.message, .text(1...1000))
        ) { Refused(message: $0) }
    }
}
