package import Values

/// A kind of thing that can be backed up: a file tree, a database. It gives entries; where they go
/// is not its business.
package protocol Connector: Sendable {
    /// What is protected, for people and logs, as in `/etc, /home`.
    var title: String { get }

    /// Counts what `entries` will give, without reading content. Blocks; calls `report` now and
    /// then with what was counted so far, and stops soon when the task is cancelled.
    func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals

    /// Begins a walk. The stream belongs to the caller's thread.
    /// - Throws: When nothing can be read at all, as a missing root.
    func entries() throws -> any EntryStream
}

/// How much there is to back up.
package struct SourceTotals: Hashable, Sendable {
    package var entries: Int64
    package var size: ByteCount

    package init(entries: Int64 = 0, size: ByteCount = ByteCount(0)) {
        self.entries = entries
        self.size = size
    }
}
