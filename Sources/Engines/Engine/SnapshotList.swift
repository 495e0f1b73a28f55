package import Values

/// What lies in a vault.
package struct SnapshotList: Hashable, Sendable {
    /// Whole ones, the oldest first.
    package var snapshots: [Snapshot]
    /// Backups that were begun and not finished: never restored from, continued or swept.
    package var unfinished: [UnfinishedSnapshot]
    /// What should be a snapshot and cannot be read as one.
    package var damaged: [DamagedSnapshot]

    package init(
        snapshots: [Snapshot] = [], unfinished: [UnfinishedSnapshot] = [],
        damaged: [DamagedSnapshot] = []
    ) {
        self.snapshots = snapshots
        self.unfinished = unfinished
        self.damaged = damaged
    }
}

package struct UnfinishedSnapshot: Hashable, Sendable {
    package let id: SnapshotID
    package let source: String
    package let storedSize: ByteCount
    /// When its last object was written, where the location tells.
    package let modified: Timestamp?

    package init(
        id: SnapshotID, source: String, storedSize: ByteCount, modified: Timestamp?
    ) {
        self.id = id
        self.source = source
        self.storedSize = storedSize
        self.modified = modified
    }
}

package struct DamagedSnapshot: Hashable, Sendable {
    package let id: SnapshotID
    package let source: String
    /// A sentence that names what is wrong.
    package let reason: String

    package init(id: SnapshotID, source: String, reason: String) {
        self.id = id
        self.source = source
        self.reason = reason
    }
}
