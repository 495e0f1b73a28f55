package import Engine
package import Values

/// What a rewriting of snapshots did, or would do.
package struct RewriteReport: Sendable {
    /// What leaves a snapshot.
    package struct Removed: Hashable, Sendable {
        package var entries: Int64 = 0
        package var files: Int64 = 0
        /// Of the files, as a restore would write them.
        package var size = ByteCount(0)

        package init() {}
    }

    package struct Line: Sendable {
        package enum Outcome: Sendable {
            /// Nothing in it was to be left out.
            case unchanged
            /// In its place, or besides it, there is this one now; nil when nothing was to be
            /// changed.
            case rewritten(SnapshotID?, Removed)
            /// It cannot be read whole, and stays as it is.
            case failed(EngineError)
        }

        package let snapshot: SnapshotID
        package let time: Timestamp?
        package let outcome: Outcome
    }

    /// In the order of their times, those that cannot be read at the end.
    package internal(set) var lines: [Line] = []

    package var hasFailures: Bool {
        lines.contains { if case .failed = $0.outcome { true } else { false } }
    }
}
