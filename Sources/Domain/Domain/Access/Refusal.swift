/// A rule said no. The same words are the stable `code` of the API and the key of the message a
/// person reads.
package enum Refusal: String, Hashable, Sendable, CaseIterable {
    /// The hub already has its first owner.
    case alreadySetUp = "already_set_up"
    /// The hub has no owner yet: nothing but setup is open.
    case notSetUp = "not_set_up"
    /// Unknown, used up, expired or meant for something else: which of these is not told.
    case tokenRefused = "token_refused"
    case loginTaken = "login_taken"
    case tenantNameTaken = "tenant_name_taken"
    case alreadyMember = "already_member"
    /// The change would leave a tenant without an owner who can sign in.
    case lastOwner = "last_owner"
    /// The change would leave the hub without an administrator who can sign in.
    case lastHubAdministrator = "last_hub_administrator"
    case userDisabled = "user_disabled"
    /// Others use it; the answer lists them.
    case inUse = "in_use"
    /// A host keeps the last of its sources.
    case lastSource = "last_source"
    /// The run has ended, or somebody else has it.
    case runMoved = "run_moved"
    /// A run of the same source has not ended, and the source does not let another one wait.
    case runOverlaps = "run_overlaps"
    /// The source has no vault to go to.
    case noVault = "no_vault"
    /// Nobody could be found who would do it.
    case noAgent = "no_agent"
    /// The hub was restored, and what takes something away waits until somebody has confirmed it.
    case hubFrozen = "hub_frozen"
    /// Nothing and nobody takes it away while it is held.
    case snapshotHeld = "snapshot_held"
    /// Somebody wants it kept.
    case snapshotPinned = "snapshot_pinned"
    /// It is the last good one of its source in its vault.
    case snapshotLastGood = "snapshot_last_good"
    /// A run that may take it away is with its agent: what is decided now comes too late.
    case snapshotLeaving = "snapshot_leaving"
    /// The hub made what opens the vault, and nobody else has it.
    case passphraseMadeHere = "passphrase_made_here"
    case agentRevoked = "agent_revoked"
    case agentPaused = "agent_paused"
    /// More machines wait to be approved than anybody looks through.
    case tooManyAnnouncements = "too_many_announcements"
    /// Somebody decided about this machine before.
    case alreadyDecided = "already_decided"
    /// The machine has not shown yet that it has its key.
    case notProven = "not_proven"
    /// A rotation from a key that is not the agent's any more.
    case keyMoved = "key_moved"
    /// Another agent has this key.
    case keyTaken = "key_taken"
    /// What somebody read at the machine is not what the machine has here.
    case fingerprintDiffers = "fingerprint_differs"
    /// Of a hub with several tenants it has to be said which one is meant.
    case tenantRequired = "tenant_required"
    /// More of them than anybody needs.
    case tooMany = "too_many"
    /// Another of the same kind is called so.
    case nameTaken = "name_taken"
    /// Somebody changed it since it was read.
    case versionMoved = "version_moved"
    /// The same key came before with another request.
    case idempotencyKeyReused = "idempotency_key_reused"
    /// The same key came before, and what it made is told once.
    case alreadyMade = "already_made"
    /// There is no such agent of the tenant, or it was revoked.
    case agentUnknown = "agent_unknown"
    /// There is no link to an agent that could do it now.
    case agentAway = "agent_away"
    /// No agent that may open this vault is connected.
    case noReader = "no_reader"
    /// The name of the machine was not typed.
    case notConfirmed = "not_confirmed"
    /// The machine would have to be given what signs in at the server that files came from.
    case notReadableThere = "not_readable_there"
    /// The two snapshots are in different vaults.
    case otherVault = "other_vault"
    /// Files and databases on a machine are read by that machine's agent.
    case sourceNeedsAgent = "source_needs_agent"
    case sourceUnknown = "source_unknown"
    case sourceTwice = "source_twice"
    case vaultUnknown = "vault_unknown"
    case vaultTwice = "vault_twice"
    /// The vault is local to another agent, or lists its agents and not this one.
    case vaultUnreachable = "vault_unreachable"
    case keyUnknown = "key_unknown"
    /// A folder lies on one machine: it has to be said on which.
    case vaultNeedsOwner = "vault_needs_owner"
    /// The keeper of a vault has to be one of those who reach it.
    case keeperUnreachable = "keeper_unreachable"
    /// The other vault is of another format, or those who read it are not those who read this one.
    case notCopiedThere = "not_copied_there"
}
