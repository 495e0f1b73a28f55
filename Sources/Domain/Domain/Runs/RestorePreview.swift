package import Values

/// What a restore would do, or did not do because of it, in numbers of entries.
package struct RestorePreview: Hashable, Sendable {
    /// Where nothing is yet.
    package let new: Int
    /// Where the same is already.
    package let unchanged: Int
    /// Where something else of the same kind is.
    package let changed: Int
    /// Where something of another kind is.
    package let conflicts: Int
    /// Those that cannot be restored there at all.
    package let refused: Int
    /// To be written.
    package let size: ByteCount

    package init(
        new: Int, unchanged: Int, changed: Int, conflicts: Int, refused: Int, size: ByteCount
    ) {
        self.new = new
        self.unchanged = unchanged
        self.changed = changed
        self.conflicts = conflicts
        self.refused = refused
        self.size = size
    }
}
