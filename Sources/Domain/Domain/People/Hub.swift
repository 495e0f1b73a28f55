package import Values

/// What a hub knows about itself before it knows anybody.
package struct Hub: Hashable, Sendable {
    package let id: ID<Hub>
    package let created: Timestamp
    /// When the first owner was made; nil while only setup is open.
    package let setUp: Timestamp?
    /// Since when it takes nothing away, because its store was restored and nobody has confirmed
    /// that yet; nil for a hub that is as it was.
    package let frozen: Timestamp?

    package init(
        id: ID<Hub>, created: Timestamp, setUp: Timestamp? = nil,
        frozen: Timestamp? = nil
    ) {
        self.id = id
        self.created = created
        self.setUp = setUp
        self.frozen = frozen
    }
}

/// A time that a hub knows nothing of: from the backup that it came back from, to the restore.
package struct HubGap: Hashable, Sendable {
    package let from: Timestamp
    package let to: Timestamp

    package init(from: Timestamp, to: Timestamp) {
        self.from = from
        self.to = to
    }

    package func holds(_ time: Timestamp) -> Bool { from <= time && time <= to }
}

/// All that the first owner's arrival makes, at once or not at all.
package struct FirstSetup: Hashable, Sendable {
    /// The right to do it, from the printed link.
    package let token: TokenHash
    package let tenant: Tenant
    /// Becomes the tenant's owner and the hub's first administrator.
    package let owner: User
    /// Signs the owner in straight away.
    package let session: Session
    package let time: Timestamp

    package init(
        token: TokenHash, tenant: Tenant, owner: User, session: Session, time: Timestamp
    ) {
        self.token = token
        self.tenant = tenant
        self.owner = owner
        self.session = session
        self.time = time
    }
}
