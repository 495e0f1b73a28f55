// docs/formats/agent-protocol.md

internal import JSON

/// By what an agent recognises the hub's certificate. The hub tells the whole set with each
/// configuration, so that a new certificate is known before it is used.
package struct HubPin: Hashable, Sendable {
    package enum Subject: String, Hashable, Sendable, CaseIterable {
        /// The certificate as it is.
        case leaf
        /// Its public key (SubjectPublicKeyInfo).
        case publicKey
        /// A certificate above it.
        case authority
    }

    package let subject: Subject
    package let sha256: [UInt8]

    package init(_ subject: Subject, sha256: [UInt8]) {
        self.subject = subject
        self.sha256 = sha256
    }

    /// More than the certificates of a renewal and of the one after it.
    package static let countMax = 16

    static let schema = Schema<HubPin>.object(
        "HubPin", "By what the hub's certificate is recognised.",
        Field("subject", \.subject, .choice), Field("sha256", \.sha256, .exactly(32))
    ) { HubPin($0, sha256: $1) }
}
