package import Values

/// One signed-in browser.
package struct Session: Hashable, Sendable {
    package let id: ID<Session>
    package let user: ID<User>
    package let tokenHash: TokenHash
    package let csrfSecret: CSRFSecret
    package let created: Timestamp
    package var lastSeen: Timestamp
    package let expires: Timestamp
    /// Where it was opened from and by what, as shown to its owner.
    package let address: String
    package let userAgent: String

    package init(
        id: ID<Session>, user: ID<User>, tokenHash: TokenHash, csrfSecret: CSRFSecret,
        created: Timestamp, lastSeen: Timestamp, expires: Timestamp, address: String,
        userAgent: String
    ) {
        self.id = id
        self.user = user
        self.tokenHash = tokenHash
        self.csrfSecret = csrfSecret
        self.created = created
        self.lastSeen = lastSeen
        self.expires = expires
        self.address = address
        self.userAgent = userAgent
    }

    /// Ends at `expires`, or once nobody has used it for `idleMax`.
    package func isLive(at now: Timestamp, idleMax: Duration) -> Bool {
        now < expires && now < lastSeen + idleMax
    }

    /// More browsers than one person uses; the one unused for longest makes room for a new one.
    package static let perUserMax = 50
}

/// What the forms of one session prove themselves with.
package struct CSRFSecret: Hashable, Sendable, Redacted {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// A session with everything a request needs to know about who sent it.
package struct SignedIn: Hashable, Sendable {
    package let session: Session
    package let authority: Authority

    package init(session: Session, authority: Authority) {
        self.session = session
        self.authority = authority
    }
}
