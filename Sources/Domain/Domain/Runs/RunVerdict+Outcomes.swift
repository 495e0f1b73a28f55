internal import Values

/// What an attempt has to say beside the outcomes in its vaults.
package struct AttemptReport: Hashable, Sendable {
    /// What kept the attempt from being anything: a hook, a missing source, a policy.
    package var failure: RunFailure?
    package var wasCancelled: Bool
    /// Entries with issues, and what its source wants them to mean.
    package var issues: Int
    package var issueRule: IssueRule
    /// The hook after the run ended badly.
    package var postHookFailed: Bool

    package init(
        failure: RunFailure? = nil, wasCancelled: Bool = false, issues: Int = 0,
        issueRule: IssueRule = .warn, postHookFailed: Bool = false
    ) {
        self.failure = failure
        self.wasCancelled = wasCancelled
        self.issues = issues
        self.issueRule = issueRule
        self.postHookFailed = postHookFailed
    }
}

/// What an issue with an entry means for its run.
package enum IssueRule: String, Hashable, Sendable, CaseIterable {
    /// The first one ends the run.
    case failFast = "fail_fast"
    /// Everything else is stored, and the run fails.
    case fail
    /// Everything else is stored, and the run warns.
    case warn
}

extension RunVerdict {
    /// The run's verdict, from what its last attempt says and every vault's outcome.
    package init(_ report: AttemptReport, _ outcomes: VaultOutcomes) {
        let good = outcomes.vaults.count - outcomes.unfinished.count
        let isIncomplete = good < outcomes.vaults.count
        if report.wasCancelled {
            self = .cancelled
        } else if report.failure != nil && good == 0 || isIncomplete && good == 0 {
            self = .failed
        } else if report.issues > 0, report.issueRule != .warn {
            self = .failed
        } else if isIncomplete || report.failure != nil || report.issues > 0
            || report.postHookFailed
        {
            self = .warned
        } else {
            self = .succeeded
        }
    }
}
