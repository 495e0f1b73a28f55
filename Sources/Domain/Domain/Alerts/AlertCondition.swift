package import Values

/// What there can be an alert of. What it is about is part of it: the same condition of the same
/// thing is one alert, however often it is observed.
package enum AlertCondition: Hashable, Sendable {
    case backupFailed(ID<Source>)
    /// Some of a source's vaults have no snapshot of its last run.
    case vaultMissed(ID<Source>, ID<KnownVault>)
    case maintenanceFailed(ID<KnownVault>, RunKind)
    /// It was due one and a half times, and nobody did it.
    case maintenanceOverdue(ID<KnownVault>, RunKind)
    case drillFailed(ID<Source>, ID<KnownVault>)
    case agentAway(ID<Agent>)
    /// A run's agent has been away since, and nobody knows how far the run is.
    case runUnheard(ID<Run>)
    case sourceStale(ID<Source>)
    case clockSkew(ID<Agent>)
    case agentCloned(ID<Agent>)
    case updateFailed(ID<Agent>)
    case vaultFull(ID<KnownVault>)
    /// There is room, and as it shrinks not for long.
    case vaultFilling(ID<KnownVault>)
    case vaultUnreachable(ID<KnownVault>)
    /// Retention wanted more to go than the cap lets it.
    case deletionsWithheld(ID<KnownVault>)
    case deletionBlocked(ID<Deletion>)
    /// Two snapshots of one run in one vault, or another thing that must never be.
    case booksUnbalanced(ID<Run>)
    case hubFrozen
    /// The last backup of the hub itself failed.
    case hubBackupFailed
    /// The hub should have been backed up twice by now, and was not.
    case hubBackupOverdue

    package enum Severity: String, Hashable, Sendable, CaseIterable {
        case warning, critical
    }

    /// The noun of the glossary it is about, and its id.
    private var subject: (kind: String, parts: [String]) {
        switch self {
        case .backupFailed(let source): ("backup_failed", [source.description])
        case .vaultMissed(let source, let vault):
            ("vault_missed", [source.description, vault.description])
        case .maintenanceFailed(let vault, let kind):
            ("\(kind.rawValue)_failed", [vault.description])
        case .maintenanceOverdue(let vault, let kind):
            ("\(kind.rawValue)_overdue", [vault.description])
        case .drillFailed(let source, let vault):
            ("drill_failed", [source.description, vault.description])
        case .agentAway(let agent): ("agent_away", [agent.description])
        case .runUnheard(let run): ("run_unheard", [run.description])
        case .sourceStale(let source): ("source_stale", [source.description])
        case .clockSkew(let agent): ("clock_skew", [agent.description])
        case .agentCloned(let agent): ("agent_cloned", [agent.description])
        case .updateFailed(let agent): ("update_failed", [agent.description])
        case .vaultFull(let vault): ("vault_full", [vault.description])
        case .vaultFilling(let vault): ("vault_filling", [vault.description])
        case .vaultUnreachable(let vault): ("vault_unreachable", [vault.description])
        case .deletionsWithheld(let vault): ("deletions_withheld", [vault.description])
        case .deletionBlocked(let deletion): ("deletion_blocked", [deletion.description])
        case .booksUnbalanced(let run): ("books_unbalanced", [run.description])
        case .hubFrozen: ("hub_frozen", [])
        case .hubBackupFailed: ("hub_backup_failed", [])
        case .hubBackupOverdue: ("hub_backup_overdue", [])
        }
    }

    /// Stable, as in `backup_failed`.
    package var kind: String { subject.kind }

    /// Equal for equal conditions and for no others: what a store keeps unique among the alerts
    /// that are not resolved.
    package var dedupKey: String {
        ([subject.kind] + subject.parts).joined(separator: ":")
    }

    package var severity: Severity {
        switch self {
        case .vaultMissed, .agentAway, .runUnheard, .clockSkew, .updateFailed,
            .vaultFilling, .deletionsWithheld, .deletionBlocked, .hubFrozen, .hubBackupFailed,
            .maintenanceOverdue:
            .warning
        case .backupFailed, .maintenanceFailed, .drillFailed, .sourceStale, .agentCloned,
            .vaultFull, .vaultUnreachable, .booksUnbalanced, .hubBackupOverdue:
            .critical
        }
    }

    /// Whether it ends by itself when the condition is gone, or only when a person says so.
    package var clearsItself: Bool {
        switch self {
        case .agentCloned, .booksUnbalanced: false
        default: true
        }
    }
}
