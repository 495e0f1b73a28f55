internal import Values

/// What an event means for alerts: conditions that are there, and conditions that are over.
package struct AlertChanges: Hashable, Sendable {
    package var observed: Set<AlertCondition> = []
    package var cleared: Set<AlertCondition> = []

    package init(observed: Set<AlertCondition> = [], cleared: Set<AlertCondition> = []) {
        self.observed = observed
        self.cleared = cleared
    }

    /// What the end of a run says. Cancelled and skipped runs say only that they are over: nobody
    /// knows how they would have gone.
    package init(endOf run: Run) {
        guard run.position.state.isFinal else { return }
        cleared.insert(.runUnheard(run.id))
        let isGood = run.position.state == .succeeded || run.position.state == .warned
        guard isGood || run.position.state == .failed else { return }
        // Whoever has a vault made is told at once, and may have taken it back since.
        if case .user = run.cause, run.kind == .initialize, !isGood { return }
        tellVaults(run)
        switch run.kind {
        case .backup: tellBackup(run, isGood: isGood)
        case .drill:
            guard let source = run.subject.source, let vault = run.subject.vaults.first else {
                return
            }
            tell(.drillFailed(source, vault), isThere: !isGood)
        case .check, .forget, .prune, .unlock, .initialize, .delete, .copy:
            // A part that somebody asked for says nothing about what falls due.
            guard !run.forgetsOfOneSource else { return }
            for vault in run.subject.vaults where !isInnocent(vault, run) {
                tell(.maintenanceFailed(vault, run.kind), isThere: !isGood)
                if isGood { cleared.insert(.maintenanceOverdue(vault, run.kind)) }
            }
        case .update:
            if let agent = run.subject.agent { tell(.updateFailed(agent), isThere: !isGood) }
        case .restore, .export: break  // Whoever asked is told.
        }
    }

    /// What was met at the vaults' places.
    private mutating func tellVaults(_ run: Run) {
        for vault in run.outcomes.vaults {
            guard let outcome = run.outcomes.byVault[vault] else { continue }
            var code: String?
            if isInnocent(vault, run) { continue }
            if case .failed(let failure) = outcome.result { code = failure.code }
            // Who may not take away may well store: that says nothing of who stores.
            let isOfTakingAway = code == "vault_denied" && run.kind.isDestructive
            if code.map(Self.outOfReach.contains) == true, !isOfTakingAway {
                observed.insert(.vaultUnreachable(vault))
            } else if code != nil && !isOfTakingAway || outcome.isGood {
                cleared.insert(.vaultUnreachable(vault))
            }
            // Where nothing is stored, nothing is said about the room there is.
            guard run.kind.storesSnapshots || run.kind == .prune else { continue }
            if code == "vault_full" {
                observed.insert(.vaultFull(vault))
            } else if outcome.isGood {
                cleared.insert(.vaultFull(vault))
            }
        }
    }

    private static let outOfReach: Set = [
        "vault_unreachable", "vault_missing", "vault_denied", "vault_untrusted",
    ]

    /// Whether the run failed by another vault: nobody knows how it would have gone in this one.
    private func isInnocent(_ vault: ID<KnownVault>, _ run: Run) -> Bool {
        guard case .failed(let failure)? = run.outcomes.byVault[vault]?.result else { return false }
        return failure.isOfOtherVault
    }

    private mutating func tellBackup(_ run: Run, isGood: Bool) {
        guard let source = run.subject.source else { return }
        tell(.backupFailed(source), isThere: !isGood)
        if isGood { cleared.insert(.sourceStale(source)) }
        for vault in run.outcomes.vaults {
            let isThere = run.outcomes.byVault[vault]?.isGood != true
            // One alert is enough for a run that failed altogether.
            tell(.vaultMissed(source, vault), isThere: isGood && isThere)
        }
    }

    private mutating func tell(_ condition: AlertCondition, isThere: Bool) {
        if isThere { observed.insert(condition) } else { cleared.insert(condition) }
    }
}
