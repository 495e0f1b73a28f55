package import Engine

/// A line of `entries.jsonl`.
package enum IndexLine: Hashable, Sendable {
    /// The first: what the snapshot is of.
    case details(SnapshotDetails)
    case entry(EntryRecord)
    /// Where a part has ended: after the entries that end in it or before.
    case part(PartFrames)
    /// The last.
    case end(IndexEnd)
}

/// Where the frames of a part lie.
package struct PartFrames: Hashable, Sendable {
    /// One zstd frame.
    package struct Frame: Hashable, Sendable {
        /// In the part's plain content.
        package let offset: Int64
        /// Compressed.
        package let size: Int64
        package let tarOffset: Int64
        package let tarSize: Int64

        package init(offset: Int64, size: Int64, tarOffset: Int64, tarSize: Int64) {
            self.offset = offset
            self.size = size
            self.tarOffset = tarOffset
            self.tarSize = tarSize
        }
    }

    package let part: PartName
    package let frames: [Frame]

    package init(part: PartName, frames: [Frame]) {
        self.part = part
        self.frames = frames
    }
}

/// What an index that was not cut short ends with.
package struct IndexEnd: Hashable, Sendable {
    package let entries: Int64
    package let tar: Int64
    package let parts: Int

    package init(entries: Int64, tar: Int64, parts: Int) {
        self.entries = entries
        self.tar = tar
        self.parts = parts
    }
}
