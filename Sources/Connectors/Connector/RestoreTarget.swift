package import Values

/// Where entries can be given back: a folder of a machine, a server.
package protocol RestoreTarget: Sendable {
    /// Says what `restore` would do with these entries. Opens no content and changes nothing.
    func plan(_ entries: any EntryStream) throws -> RestorePlan

    /// Gives the entries back. Blocks. What concerns one entry is an issue; it throws what ends
    /// everything, as a full disk. Stops soon when the task is cancelled, with each file either
    /// whole under its name or not there.
    func restore(
        _ entries: any EntryStream, _ report: (RestoreReport) -> Void
    ) throws -> RestoreReport
}

/// What to do when something is where an entry is to go. Folders are joined in any case.
package enum ConflictPolicy: String, Hashable, Sendable, CaseIterable {
    case overwrite
    /// What is there stays.
    case skip
    /// The restored one gets a new name beside it.
    case rename
    /// Whoever restores plans first, and does not begin when the plan has changes or conflicts; one
    /// that comes up afterwards ends the restore.
    case fail
}

/// What a restore would do.
package struct RestorePlan: Hashable, Sendable {
    package struct Sample: Hashable, Sendable {
        package let path: EntryPath
        package let change: Change

        package init(path: EntryPath, change: Change) {
            self.path = path
            self.change = change
        }
    }

    package enum Change: String, Hashable, Sendable, CaseIterable {
        /// Nothing is there.
        case new
        /// The same is there, as far as kind, size, time, mode and owner tell.
        case unchanged
        /// Something else of the same kind is there.
        case changed
        /// Something of another kind is there.
        case conflict
        /// It cannot be restored there at all.
        case refused
        /// It is there, is not in the snapshot, and goes.
        case deleted
    }

    /// The first of each change that a person would look at.
    package static let samplesMax = 50

    package var counts: [Change: Int] = [:]
    package var samples: [Sample] = []
    /// To be written.
    package var size = ByteCount(0)

    package init() {}
}

package struct RestoreReport: Hashable, Sendable {
    package var entries: Int64 = 0
    package var size = ByteCount(0)
    package var skipped: Int64 = 0
    package var issues = IssueLog()

    package init() {}
}
