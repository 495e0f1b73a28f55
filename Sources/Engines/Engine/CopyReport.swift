package import Values

/// What a copy to another vault of the same format did, or would do.
package struct CopyReport: Sendable {
    /// A snapshot, and what became of it.
    package struct Line: Sendable {
        package enum Outcome: Sendable {
            /// The other vault has it now, by this name; nil when nothing was to be changed.
            case copied(SnapshotID?)
            /// It had it before, by this name.
            case isThere(SnapshotID)
            /// It cannot be copied whole, and so was not copied.
            case failed(EngineError)
        }

        package let snapshot: SnapshotID
        package let time: Timestamp?
        package let outcome: Outcome

        package init(snapshot: SnapshotID, time: Timestamp?, outcome: Outcome) {
            self.snapshot = snapshot
            self.time = time
            self.outcome = outcome
        }
    }

    /// In the order of their times, those that cannot be read at the end; those that were named,
    /// as they were named.
    package var lines: [Line] = []
    /// Blobs that the other repository did not have, or objects that the other archive had not.
    package var blobs = 0
    /// What they take in the vault they come from.
    package var size = ByteCount(0)
    /// Whether both cut files alike. Otherwise what is backed up into the other one shares nothing
    /// with what was copied there.
    package var cutsAlike = true

    package init() {}

    package var hasFailures: Bool {
        lines.contains { if case .failed = $0.outcome { true } else { false } }
    }
}
