package import Domain
package import Engine
package import Values

/// What retention would take from a vault and what it would leave, source by source. Only a
/// preview: nothing changes before somebody says so.
package struct RetentionPlan: Sendable {
    package struct Line: Sendable {
        package let snapshot: Snapshot
        package let decision: RetentionDecision
    }

    /// By source, the latest snapshot of each first.
    package let lines: [Line]

    /// Every source is judged by itself: a vault of many keeps the same of each.
    package init(
        _ rules: RetentionRules, of list: SnapshotList, now: Timestamp,
        localDate: (Timestamp) -> CalendarDate
    ) {
        let sources = Dictionary(grouping: list.snapshots, by: \.source)
        lines = sources.sorted { $0.key < $1.key }.flatMap { _, snapshots in
            let byID = Dictionary(uniqueKeysWithValues: snapshots.map { ($0.id.text, $0) })
            let candidates = snapshots.map { RetentionCandidate(id: $0.id.text, time: $0.time) }
            return rules.decide(candidates, now: now, localDate: localDate).compactMap { decision in
                byID[decision.candidate.id].map { Line(snapshot: $0, decision: decision) }
            }
        }
    }

    package var leaving: [Snapshot] { lines.filter { !$0.decision.isKept }.map(\.snapshot) }

    /// What goes, as far as it belongs to snapshots alone.
    package var size: ByteCount {
        leaving.reduce(ByteCount(0)) { $0 + ($1.storedSize ?? ByteCount(0)) }
    }
}
