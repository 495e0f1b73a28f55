package import Values

/// What becomes of a run when an attempt has ended: the end, or another attempt for the vaults that
/// have nothing yet. Final states are never left, so this is decided before there is one.
package enum RunSettlement: Hashable, Sendable {
    case finish(RunVerdict)
    /// A new attempt of the same run, for these vaults alone.
    case retry(vaults: [ID<KnownVault>], notBefore: Timestamp)

    package init(
        kind: RunKind, attempt: Int, report: AttemptReport, outcomes: VaultOutcomes,
        retry: SourceRetry, now: Timestamp
    ) {
        let verdict = RunVerdict(report, outcomes)
        let isUnfinished = !outcomes.unfinished.isEmpty || report.failure != nil
        guard kind.isRetried, verdict == .failed || verdict == .warned, isUnfinished,
            attempt < retry.attemptsMax, Self.mayHelp(report, outcomes)
        else {
            self = .finish(verdict)
            return
        }
        self = .retry(
            vaults: outcomes.unfinished, notBefore: now + retry.wait(after: attempt))
    }

    /// Whether anything that failed may go well by itself.
    private static func mayHelp(_ report: AttemptReport, _ outcomes: VaultOutcomes) -> Bool {
        if let failure = report.failure { return failure.disposition == .retryable }
        return outcomes.unfinished.contains { vault in
            guard case .failed(let failure)? = outcomes.byVault[vault]?.result else { return true }
            return failure.disposition == .retryable
        }
    }
}

/// How often a source's runs are tried again, and how patiently.
package struct SourceRetry: Hashable, Sendable {
    /// The first attempt counts.
    package var attemptsMax: Int
    /// Before the second attempt; doubled before each further one.
    package var firstWait: Duration
    /// How long a run waits for an agent that is away.
    package var patience: Duration

    package init(
        attemptsMax: Int = 3, firstWait: Duration = .seconds(60),
        patience: Duration = .seconds(24 * 3600)
    ) {
        self.attemptsMax = attemptsMax
        self.firstWait = firstWait
        self.patience = patience
    }

    package static let none = SourceRetry(attemptsMax: 1)

    /// Longer ones would let a night go by.
    package static let waitMax = Duration.seconds(30 * 60)
    package static let firstWaits = Duration.seconds(1)...waitMax
    package static let patiences = Duration.seconds(60)...(.seconds(30 * 86_400))

    /// How long to wait after the attempt of this number.
    package func wait(after attempt: Int) -> Duration {
        Backoff(first: firstWait, longest: Self.waitMax).wait(after: attempt)
    }
}

/// Waits that double up to a longest.
package struct Backoff: Hashable, Sendable {
    package let first: Duration
    package let longest: Duration

    package init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// After the failure of this number, 1 for the first.
    package func wait(after number: Int) -> Duration {
        var wait = first
        for _ in 0..<min(max(0, number - 1), 40) where wait < longest { wait = wait * 2 }
        return min(wait, longest)
    }
}
