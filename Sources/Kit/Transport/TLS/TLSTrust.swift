/// Which certificates a client takes for its server's.
package enum TLSTrust: Hashable, Sendable {
    /// Those of the system's authorities, for the name that was asked for.
    case system
    /// Those of the authorities in this PEM text alone, for the name that was asked for.
    case authorities(pem: [UInt8])
    /// Those that match one of the pins. A pinned leaf or key *is* the server, whatever name or
    /// dates its certificate shows; below a pinned authority names and dates count as usual.
    case pins(Set<TLSPin>)
}

/// The SHA-256 by which a certificate is recognised.
package struct TLSPin: Hashable, Sendable {
    package enum Subject: String, Hashable, Sendable, CaseIterable {
        /// The server's certificate as it is (its DER form).
        case leaf
        /// The server's public key (SubjectPublicKeyInfo, RFC 7469): survives a renewal that
        /// keeps the key.
        case publicKey
        /// A certificate above the server's that the server sends along.
        case authority
    }

    package let subject: Subject
    package let sha256: [UInt8]

    /// Nil unless the digest has the 32 bytes of a SHA-256.
    package init?(_ subject: Subject, sha256: [UInt8]) {
        guard sha256.count == 32 else { return nil }
        self.subject = subject
        self.sha256 = sha256
    }
}
