package import Values

/// How much a prune takes upon itself.
package struct PruneSettings: Hashable, Sendable {
    /// What may stay although nothing needs it: rewriting a pack for little costs more than it
    /// gains.
    package enum UnusedMax: Hashable, Sendable {
        /// Of everything that is stored.
        case percent(Double)
        case bytes(Int64)
        case unlimited
    }

    package var unusedMax: UnusedMax
    /// Of packs that are read and written anew; nil for as much as it takes.
    package var rewriteMax: Int64?
    /// Packs that no index names go when they are older than this; nil leaves them. They are what
    /// backups that were interrupted left, and what one that goes on may still use.
    package var unindexedBefore: Timestamp?
    /// Whether everything goes where there is no snapshot: that looks the same as snapshots that
    /// got lost.
    package var mayEmpty: Bool

    package init(
        unusedMax: UnusedMax = .percent(5), rewriteMax: Int64? = nil,
        unindexedBefore: Timestamp? = nil, mayEmpty: Bool = false
    ) {
        self.unusedMax = unusedMax
        self.rewriteMax = rewriteMax
        self.unindexedBefore = unindexedBefore
        self.mayEmpty = mayEmpty
    }
}
