package import Engine
package import Values

/// What a copy to another repository did, or would do.
package struct CopyReport: Sendable {
    /// A snapshot, and what became of it.
    package struct Line: Sendable {
        package enum Outcome: Sendable {
            /// The other repository has it now, by this name; nil when nothing was to be changed.
            case copied(SnapshotID?)
            /// It had it before, by this name.
            case isThere(SnapshotID)
            /// It cannot be copied whole, and so was not copied.
            case failed(EngineError)
        }

        package let snapshot: SnapshotID
        package let time: Timestamp?
        package let outcome: Outcome
    }

    /// In the order of their times, those that cannot be read at the end.
    package internal(set) var lines: [Line] = []
    /// Blobs that the other repository did not have.
    package internal(set) var blobs = 0
    /// What they take in the vault they come from.
    package internal(set) var size = ByteCount(0)
    /// Whether both cut files alike. Otherwise what is backed up into the other one shares nothing
    /// with what was copied there.
    package internal(set) var cutsAlike = true

    package var hasFailures: Bool {
        lines.contains { if case .failed = $0.outcome { true } else { false } }
    }
}
