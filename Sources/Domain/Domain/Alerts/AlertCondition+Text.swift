extension AlertCondition: CustomStringConvertible {
    /// For people, without the names of what it is about.
    package var description: String {
        switch self {
        case .backupFailed: "The last backup of this source failed."
        case .vaultMissed: "The last backup of this source did not reach this vault."
        case .maintenanceFailed(_, let kind): "The last \(kind.rawValue) of this vault failed."
        case .maintenanceOverdue(_, let kind):
            "The \(kind.rawValue) of this vault is overdue: nobody did it."
        case .drillFailed: "The last rehearsed restore of this source from this vault failed."
        case .agentAway: "Nothing was heard of this agent."
        case .runUnheard: "The agent of this run is away: nobody knows how far the run is."
        case .sourceStale: "This source has had no good backup for too long."
        case .clockSkew: "This agent's clock is wrong by more than five minutes."
        case .agentCloned: "Two machines say that they are this agent."
        case .updateFailed: "This agent could not be replaced by a newer one."
        case .vaultFull: "This vault has no room left."
        case .vaultFilling: "This vault will be full within a month, as it grows now."
        case .vaultUnreachable:
            "This vault cannot be reached, lets nobody in, or is not where it was."
        case .deletionsWithheld: "The keep rules want more to go than this vault's cap allows."
        case .deletionBlocked: "A snapshot that is to go could not be deleted."
        case .booksUnbalanced: "Something is there twice that must be there once."
        case .hubBackupFailed: "The last backup of the hub itself failed."
        case .hubBackupOverdue: "The hub itself has had no backup for twice as long as it should."
        case .hubFrozen: "The hub was restored and takes nothing away until somebody confirms it."
        }
    }
}
