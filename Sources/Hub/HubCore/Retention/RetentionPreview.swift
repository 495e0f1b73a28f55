package import Domain
package import Values

/// What the keep rules do to the snapshots of one source in one vault.
package struct RetentionPreview: Sendable {
    package struct Line: Sendable {
        package let snapshot: KnownSnapshot
        package let decision: RetentionDecision
        /// The rules let it go, and the vault's cap lets it stay for today.
        package let isWithheld: Bool
        /// By what time it is judged: not by its own word where that cannot be believed.
        package var time: Timestamp { decision.candidate.time }

        package init(snapshot: KnownSnapshot, decision: RetentionDecision, isWithheld: Bool) {
            self.snapshot = snapshot
            self.decision = decision
            self.isWithheld = isWithheld
        }
    }

    package let source: Source
    package let vault: KnownVault
    package let rules: RetentionRules
    /// The latest first.
    package let lines: [Line]
    /// How many older ones there are that were not looked at.
    package let rest: Int
    /// What the rules ask for that the schedules cannot make.
    package let conflicts: [SourceView.Conflict]

    package var staying: [Line] { lines.filter(\.decision.isKept) }
    /// The next forget takes these.
    package var leaving: [Line] { lines.filter { !$0.decision.isKept && !$0.isWithheld } }
    /// A later one does.
    package var withheld: [Line] { lines.filter(\.isWithheld) }

    /// Of content, as it was read. What a repository shares between snapshots stays longer.
    package static func size(of lines: [Line]) -> ByteCount {
        lines.reduce(ByteCount(0)) { $0 + $1.snapshot.size }
    }
}
