package import Values

/// A snapshot as the hub knows it: re-read from the vault after every run that changes it, those
/// of other programs included.
package struct KnownSnapshot: Hashable, Sendable {
    package let id: ID<KnownSnapshot>
    package let tenant: ID<Tenant>
    package let vault: ID<KnownVault>
    /// How the vault's format names it.
    package let locator: String
    /// Nil where another program made it.
    package let source: ID<Source>?
    package let run: ID<Run>?
    /// As the snapshot itself says, by the clock of whoever made it.
    package let claimedTime: Timestamp
    /// When the hub heard of it first, by the hub's clock.
    package let firstSeen: Timestamp
    package var size: ByteCount
    /// Since when it is not in its vault any more, as far as the hub was told.
    package var gone: Timestamp?
    /// Whether nothing is known against it.
    package var isGood: Bool
    package var pin: SnapshotPin?
    package var holds: [SnapshotHold]

    package init(
        id: ID<KnownSnapshot>, tenant: ID<Tenant>, vault: ID<KnownVault>, locator: String,
        source: ID<Source>?, run: ID<Run>?, claimedTime: Timestamp, firstSeen: Timestamp,
        size: ByteCount, gone: Timestamp? = nil, isGood: Bool = true, pin: SnapshotPin? = nil,
        holds: [SnapshotHold] = []
    ) {
        self.id = id
        self.tenant = tenant
        self.vault = vault
        self.locator = locator
        self.source = source
        self.run = run
        self.claimedTime = claimedTime
        self.firstSeen = firstSeen
        self.size = size
        self.gone = gone
        self.isGood = isGood
        self.pin = pin
        self.holds = holds
    }

    /// Why it may not be deleted by hand; nil when it may. Policy has reasons of its own.
    /// - Parameter isForced: Somebody who may unpin said that they mean it.
    package func deletionRefusal(
        isForced: Bool, isLastGood: Bool, at now: Timestamp
    ) -> SnapshotRefusal? {
        if holds.contains(where: { $0.isActive(at: now) }) { return .held }
        if pin != nil, !isForced { return .pinned }
        if isLastGood, !isForced { return .lastGood }
        return nil
    }
}

/// Somebody wants this one kept; they, or another operator, may change their mind.
package struct SnapshotPin: Hashable, Sendable {
    package let user: ID<User>
    package let time: Timestamp
    package let note: String

    package init(user: ID<User>, time: Timestamp, note: String = "") {
        self.user = user
        self.time = time
        self.note = note
    }
}

/// Nothing and nobody takes it away until the hold is released or over: a matter of law, or a
/// suspicion that later snapshots are of damaged files.
package struct SnapshotHold: Hashable, Sendable {
    package let id: ID<SnapshotHold>
    package let reason: String
    package let placed: Timestamp
    /// Nil for until it is released.
    package let until: Timestamp?
    package var released: Timestamp?

    package init(
        id: ID<SnapshotHold>, reason: String, placed: Timestamp, until: Timestamp? = nil,
        released: Timestamp? = nil
    ) {
        self.id = id
        self.reason = reason
        self.placed = placed
        self.until = until
        self.released = released
    }

    package func isActive(at now: Timestamp) -> Bool {
        released == nil && (until.map { now < $0 } ?? true)
    }
}

/// Why a snapshot stays although somebody asked for it to go.
package enum SnapshotRefusal: String, Hashable, Sendable, CaseIterable {
    case held = "snapshot_held"
    case pinned = "snapshot_pinned"
    case lastGood = "snapshot_last_good"
}
