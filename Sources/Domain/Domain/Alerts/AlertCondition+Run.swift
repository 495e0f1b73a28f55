/// What an event means for alerts: conditions that are there, and conditions that are over.
package struct AlertChanges: Hashable, Sendable {
    package var observed: Set<AlertCondition> = []
    package var cleared: Set<AlertCondition> = []

    /// What the end of a run says. Cancelled and skipped runs say only that they are over: nobody
    /// knows how they would have gone.
    package init(endOf run: Run) {
        guard run.position.state.isFinal else { return }
        cleared.insert(.runUnheard(run.id))
        let isGood = run.position.state == .succeeded || run.position.state == .warned
        guard isGood || run.position.state == .failed else { return }
        switch run.kind {
        case .backup: tellBackup(run, isGood: isGood)
        case .drill:
            guard let source = run.subject.source, let vault = run.subject.vaults.first else {
                return
            }
            tell(.drillFailed(source, vault), isThere: !isGood)
        case .check, .forget, .prune, .unlock, .initialize, .delete, .copy:
            for vault in run.subject.vaults {
                tell(.maintenanceFailed(vault, run.kind), isThere: !isGood)
            }
        case .update:
            if let agent = run.subject.agent { tell(.updateFailed(agent), isThere: !isGood) }
        case .restore, .export: break  // Whoever asked is told.
        }
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
