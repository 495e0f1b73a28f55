package import Values

extension AlertCondition {
    /// Reads what `dedupKey` writes.
    package init?(dedupKey: String) {
        let parts = dedupKey.split(separator: ":", omittingEmptySubsequences: false)
        guard let kind = parts.first.map(String.init) else { return nil }
        var ids: [UUID] = []
        for part in parts.dropFirst() {
            guard let id = UUID(part) else { return nil }
            ids.append(id)
        }
        switch ids.count {
        case 0 where kind == "hub_frozen": self = .hubFrozen
        case 0 where kind == "hub_backup_failed": self = .hubBackupFailed
        case 0 where kind == "hub_backup_overdue": self = .hubBackupOverdue
        case 1: self.init(kind, of: ids[0])
        case 2 where kind == "vault_missed": self = .vaultMissed(ID(ids[0]), ID(ids[1]))
        case 2 where kind == "drill_failed": self = .drillFailed(ID(ids[0]), ID(ids[1]))
        default: return nil
        }
    }

    private init?(_ kind: String, of id: UUID) {
        switch kind {
        case "backup_failed": self = .backupFailed(ID(id))
        case "agent_away": self = .agentAway(ID(id))
        case "run_unheard": self = .runUnheard(ID(id))
        case "source_stale": self = .sourceStale(ID(id))
        case "clock_skew": self = .clockSkew(ID(id))
        case "agent_cloned": self = .agentCloned(ID(id))
        case "update_failed": self = .updateFailed(ID(id))
        case "vault_full": self = .vaultFull(ID(id))
        case "vault_filling": self = .vaultFilling(ID(id))
        case "vault_unreachable": self = .vaultUnreachable(ID(id))
        case "deletions_withheld": self = .deletionsWithheld(ID(id))
        case "deletion_blocked": self = .deletionBlocked(ID(id))
        case "books_unbalanced": self = .booksUnbalanced(ID(id))
        default: self.init(maintenance: kind, of: ID(id))
        }
    }

    private init?(maintenance kind: String, of vault: ID<KnownVault>) {
        guard let end = kind.lastIndex(of: "_"), let run = RunKind(rawValue: String(kind[..<end]))
        else { return nil }
        switch kind[end...] {
        case "_failed": self = .maintenanceFailed(vault, run)
        case "_overdue": self = .maintenanceOverdue(vault, run)
        default: return nil
        }
    }
}

// What it is about.

extension AlertCondition {
    package var source: ID<Source>? {
        switch self {
        case .backupFailed(let source), .vaultMissed(let source, _), .drillFailed(let source, _),
            .sourceStale(let source):
            source
        default: nil
        }
    }

    package var vault: ID<KnownVault>? {
        switch self {
        case .vaultMissed(_, let vault), .drillFailed(_, let vault),
            .maintenanceFailed(let vault, _), .maintenanceOverdue(let vault, _),
            .vaultFull(let vault), .vaultFilling(let vault), .vaultUnreachable(let vault),
            .deletionsWithheld(let vault):
            vault
        default: nil
        }
    }

    package var agent: ID<Agent>? {
        switch self {
        case .agentAway(let agent), .clockSkew(let agent), .agentCloned(let agent),
            .updateFailed(let agent):
            agent
        default: nil
        }
    }

    package var run: ID<Run>? {
        switch self {
        case .runUnheard(let run), .booksUnbalanced(let run): run
        default: nil
        }
    }

    package var deletion: ID<Deletion>? {
        if case .deletionBlocked(let deletion) = self { deletion } else { nil }
    }

    /// Whether the hub finds it out by looking now and then, rather than by what it is told.
    package var isWatchedFor: Bool {
        switch self {
        case .agentAway, .runUnheard, .clockSkew, .sourceStale, .maintenanceOverdue, .hubFrozen,
            .hubBackupFailed, .hubBackupOverdue:
            true
        default: false
        }
    }
}
