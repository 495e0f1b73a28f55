package import Values

/// Whose chain an event belongs to.
package enum AuditScope: Hashable, Sendable {
    case hub
    case tenant(ID<Tenant>)
}

/// Who did it.
package enum AuditActor: Hashable, Sendable {
    /// The hub itself: a schedule, a clean-up, an unauthenticated attempt.
    case system
    /// The login is kept as it was then: people are renamed and removed.
    case user(ID<User>, login: String)
}

extension AuditActor {
    package init(_ user: User) {
        self = .user(user.id, login: user.login)
    }
}

/// What was done, as `noun.participle`. Open, so that events of every release stay readable.
package struct AuditAction: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let hubSetUp = AuditAction(rawValue: "hub.set_up")
    package static let tenantCreated = AuditAction(rawValue: "tenant.created")
    package static let tenantRenamed = AuditAction(rawValue: "tenant.renamed")
    package static let historyChanged = AuditAction(rawValue: "tenant.history_changed")
    package static let userCreated = AuditAction(rawValue: "user.created")
    package static let userChanged = AuditAction(rawValue: "user.changed")
    package static let userDisabled = AuditAction(rawValue: "user.disabled")
    package static let userEnabled = AuditAction(rawValue: "user.enabled")
    package static let passwordChanged = AuditAction(rawValue: "user.password_changed")
    package static let memberAdded = AuditAction(rawValue: "member.added")
    package static let memberRoleChanged = AuditAction(rawValue: "member.role_changed")
    package static let memberRemoved = AuditAction(rawValue: "member.removed")
    package static let administratorAdded = AuditAction(rawValue: "administrator.added")
    package static let administratorRemoved = AuditAction(rawValue: "administrator.removed")
    package static let signedIn = AuditAction(rawValue: "session.opened")
    package static let signedOut = AuditAction(rawValue: "session.ended")
    package static let signInFailed = AuditAction(rawValue: "session.refused")
    package static let tokenIssued = AuditAction(rawValue: "token.issued")
    package static let tokenUsed = AuditAction(rawValue: "token.used")
    package static let tokenRevoked = AuditAction(rawValue: "token.revoked")
}

/// Of agents, sources, vaults, schedules and runs.
extension AuditAction {
    package static let agentAnnounced = AuditAction(rawValue: "agent.announced")
    package static let agentEnrolled = AuditAction(rawValue: "agent.enrolled")
    package static let agentRejected = AuditAction(rawValue: "agent.rejected")
    package static let agentResumed = AuditAction(rawValue: "agent.resumed")
    package static let agentDrained = AuditAction(rawValue: "agent.drained")
    package static let agentChanged = AuditAction(rawValue: "agent.changed")
    package static let agentHooksChanged = AuditAction(rawValue: "agent.hooks_changed")
    package static let agentPaused = AuditAction(rawValue: "agent.paused")
    package static let agentRevoked = AuditAction(rawValue: "agent.revoked")
    package static let agentKeyRotated = AuditAction(rawValue: "agent.key_rotated")
    package static let agentDeleted = AuditAction(rawValue: "agent.deleted")
    package static let sourceCreated = AuditAction(rawValue: "source.created")
    package static let sourceChanged = AuditAction(rawValue: "source.changed")
    package static let hooksChanged = AuditAction(rawValue: "source.hooks_changed")
    package static let sourceDeleted = AuditAction(rawValue: "source.deleted")
    package static let vaultCreated = AuditAction(rawValue: "vault.created")
    package static let vaultChanged = AuditAction(rawValue: "vault.changed")
    package static let vaultWiped = AuditAction(rawValue: "vault.wiped")
    package static let vaultDeleted = AuditAction(rawValue: "vault.deleted")
    package static let keyCreated = AuditAction(rawValue: "key.created")
    package static let keyDeleted = AuditAction(rawValue: "key.deleted")
    package static let scheduleCreated = AuditAction(rawValue: "schedule.created")
    package static let scheduleChanged = AuditAction(rawValue: "schedule.changed")
    package static let scheduleDeleted = AuditAction(rawValue: "schedule.deleted")
    package static let runStarted = AuditAction(rawValue: "run.started")
    package static let runCancelled = AuditAction(rawValue: "run.cancelled")
    /// It waited for its agent and does so no longer.
    package static let runDropped = AuditAction(rawValue: "run.dropped")
    /// An agent made it in a time that the hub lost, and the hub knows nothing else of it.
    package static let runUnknown = AuditAction(rawValue: "run.unknown")
    package static let snapshotPinned = AuditAction(rawValue: "snapshot.pinned")
    package static let snapshotUnpinned = AuditAction(rawValue: "snapshot.unpinned")
    package static let snapshotHeld = AuditAction(rawValue: "snapshot.held")
    package static let holdReleased = AuditAction(rawValue: "snapshot.hold_released")
    package static let deletionAsked = AuditAction(rawValue: "deletion.asked")
    package static let deletionWithdrawn = AuditAction(rawValue: "deletion.withdrawn")
    package static let deletionRetried = AuditAction(rawValue: "deletion.retried")
    package static let snapshotsForgotten = AuditAction(rawValue: "vault.snapshots_forgotten")
    package static let snapshotDeleted = AuditAction(rawValue: "snapshot.deleted")
    package static let snapshotDownloaded = AuditAction(rawValue: "snapshot.downloaded")
    package static let downloadOffered = AuditAction(rawValue: "snapshot.download_offered")
    package static let alertAcknowledged = AuditAction(rawValue: "alert.acknowledged")
    package static let alertResolved = AuditAction(rawValue: "alert.resolved")
    package static let masterKeyRotated = AuditAction(rawValue: "hub.master_key_rotated")
    package static let hubFrozen = AuditAction(rawValue: "hub.frozen")
    package static let hubThawed = AuditAction(rawValue: "hub.thawed")
}

/// What it was done to.
package struct AuditTarget: Hashable, Sendable {
    /// A noun of the glossary in the singular, as in `user`.
    package let kind: String
    package let id: UUID
    /// How it was called then.
    package let name: String

    package init(kind: String, id: UUID, name: String) {
        self.kind = kind
        self.id = id
        self.name = name
    }

    package init(_ user: User) {
        self.init(kind: "user", id: user.id.uuid, name: user.login)
    }

    package init(_ tenant: Tenant) {
        self.init(kind: "tenant", id: tenant.id.uuid, name: tenant.name)
    }

    package init(_ agent: Agent) {
        self.init(kind: "agent", id: agent.id.uuid, name: agent.name)
    }

    package init(_ vault: KnownVault) {
        self.init(kind: "vault", id: vault.id.uuid, name: vault.name)
    }

    package init(_ source: Source) {
        self.init(kind: "source", id: source.id.uuid, name: source.name)
    }

    package init(_ schedule: Schedule) {
        self.init(kind: "schedule", id: schedule.id.uuid, name: schedule.name)
    }

    package init(_ key: KnownKey) {
        self.init(kind: "key", id: key.id.uuid, name: key.name)
    }

    package init(_ pending: PendingAgent) {
        self.init(kind: "announcement", id: pending.id.uuid, name: pending.hostName)
    }

    package init(_ token: APIToken) {
        self.init(kind: "api_token", id: token.id.uuid, name: token.name)
    }
}

/// An event as the one who acts knows it; the store gives it its place in the chain in the same
/// transaction as the change it tells of.
package struct AuditDraft: Hashable, Sendable {
    package let scope: AuditScope
    package let time: Timestamp
    package let actor: AuditActor
    package let action: AuditAction
    package let target: AuditTarget?
    /// The address the request came from; empty for the hub's own doings.
    package let address: String
    package let detail: AuditDetail

    package init(
        _ action: AuditAction, in scope: AuditScope, by actor: AuditActor, at time: Timestamp,
        on target: AuditTarget? = nil, from address: String = "", detail: AuditDetail = [:]
    ) {
        self.scope = scope
        self.time = time
        self.actor = actor
        self.action = action
        self.target = target
        self.address = address
        self.detail = detail
    }
}

/// One link of a scope's chain. docs/formats/audit.md is the contract for its hash.
package struct AuditEvent: Hashable, Sendable {
    package let draft: AuditDraft
    /// 1, 2, 3… within the scope, without gaps.
    package let sequence: Int64
    package let previousHash: AuditHash
    package let hash: AuditHash

    package init(
        draft: AuditDraft, sequence: Int64, previousHash: AuditHash, hash: AuditHash
    ) {
        self.draft = draft
        self.sequence = sequence
        self.previousHash = previousHash
        self.hash = hash
    }
}
