internal import Connector

/// How far the reading of a source is at some byte of the tar file: enough to go on from there in
/// another process.
struct WalkPosition: Hashable, Sendable {
    /// Bytes of the tar file before it.
    var tar: Int64 = 0
    /// Entries that are whole before it and have their line in the index.
    var entries: Int64 = 0
    /// Bytes of their files, holes included.
    var content: Int64 = 0
    /// What was wrong or left out so far: it counts however often the run is tried.
    var issues = IssueLog()
    /// The last entry that was finished; nil before the first.
    var last: EntryPath?
    /// An entry that is only partly before it.
    var open: OpenEntry?
    /// The blocks that end the archive have begun, so no entry may follow; where they begin.
    var trailer: Int64?

    /// An entry that has begun. How much of it is written follows from the position in the tar.
    struct OpenEntry: Hashable, Sendable {
        /// As it will stand in the index, with the hash of its data so far.
        var record: EntryRecord
        /// What is still to be written of its headers; they cannot be made again once the file has
        /// changed.
        var headers: [UInt8]
        /// Where the holes are, as the headers say.
        var segments: ContentSegments
    }
}
