package import Values

/// What came of a run in one vault.
package struct VaultOutcome: Hashable, Sendable {
    package enum Result: Hashable, Sendable {
        /// There is a snapshot, whole and durable.
        case stored(locator: String)
        /// What was to be done to the vault is done.
        case done
        case failed(RunFailure)
        /// It ended before this vault had its turn, or in the middle.
        case cancelled
    }

    package let vault: ID<KnownVault>
    /// The attempt this came of.
    package let attempt: Int
    package let result: Result
    /// Bytes sent, or freed.
    package let size: ByteCount

    package init(
        vault: ID<KnownVault>, attempt: Int, result: Result, size: ByteCount = ByteCount(0)
    ) {
        self.vault = vault
        self.attempt = attempt
        self.result = result
        self.size = size
    }

    package var isGood: Bool {
        switch result {
        case .stored, .done: true
        case .failed, .cancelled: false
        }
    }
}

/// Why something failed, fit for a person.
package struct RunFailure: Hashable, Sendable {
    /// Stable, as in `vault_unreachable`: alerts are grouped and words are chosen by it.
    package let code: String
    package let message: String
    package let disposition: Disposition

    package init(code: String, message: String, disposition: Disposition) {
        self.code = code
        self.message = message
        self.disposition = disposition
    }

    package static let interrupted = RunFailure(
        code: "interrupted", message: "The agent stopped in the middle of it.",
        disposition: .retryable)
    package static let doubled = RunFailure(
        code: "snapshot_doubled",
        message: "This vault has two snapshots of one run: its location is written to by others.",
        disposition: .needsOperator)

    /// Of a copy, in the vault that is not to blame.
    package static func otherVault(_ disposition: Disposition) -> RunFailure {
        RunFailure(
            code: otherVaultCode, message: "The other vault of the copy failed.",
            disposition: disposition)
    }

    /// Whether it says nothing of the vault that has it.
    package var isOfOtherVault: Bool { code == Self.otherVaultCode }

    private static let otherVaultCode = "other_vault"
}

/// The outcomes of a run in its vaults: one for each, the latest word that counts.
package struct VaultOutcomes: Hashable, Sendable {
    /// Of every vault the run is for, in the order the source names them.
    package let vaults: [ID<KnownVault>]
    package private(set) var byVault: [ID<KnownVault>: VaultOutcome] = [:]

    package init(vaults: [ID<KnownVault>], _ outcomes: [VaultOutcome] = []) {
        self.vaults = vaults
        for outcome in outcomes { _ = record(outcome) }
    }

    /// What recording an outcome came to.
    package enum Recorded: Hashable, Sendable {
        case taken
        /// It is known already, or an earlier attempt's word came late.
        case known
        /// The run is not for this vault.
        case foreign
        /// Two snapshots of one run in one vault, which must never be: somebody has to look.
        case doubled
    }

    /// A stored snapshot stays whatever is said later; otherwise the later attempt's word counts.
    package mutating func record(_ outcome: VaultOutcome) -> Recorded {
        guard vaults.contains(outcome.vault) else { return .foreign }
        guard let old = byVault[outcome.vault] else {
            byVault[outcome.vault] = outcome
            return .taken
        }
        if case .stored(let locator) = old.result {
            guard case .stored(let other) = outcome.result else { return .known }
            return locator == other ? .known : .doubled
        }
        guard !old.isGood, outcome.attempt >= old.attempt, outcome != old else { return .known }
        // One attempt says one thing about a vault, unless the snapshot turns out to be there.
        guard outcome.attempt > old.attempt || outcome.isGood else { return .known }
        byVault[outcome.vault] = outcome
        return .taken
    }

    /// Whom the next attempt is for.
    package var unfinished: [ID<KnownVault>] {
        vaults.filter { byVault[$0]?.isGood != true }
    }
}
