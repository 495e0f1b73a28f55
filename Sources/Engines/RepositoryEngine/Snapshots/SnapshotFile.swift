package import Engine
package import Values

/// A snapshot as it lies in a repository: docs/formats/repository.md.
package struct SnapshotFile: Hashable, Sendable {
    /// When the backup began, to the nanosecond.
    package var time: FileTime
    package var parent: ObjectID?
    package var tree: BlobID
    /// Absolute paths as the machine has them.
    package var paths: [String]
    package var hostName: String
    package var userName = ""
    package var uid: UInt32 = 0
    package var gid: UInt32 = 0
    package var excludes: [String] = []
    package var tags: [String] = []
    /// The one that this one was made of, by another program, with other tags or without some
    /// paths.
    package var original: ObjectID?
    /// Which program wrote it, as in `holdfast 0.1.0`.
    package var program = ""
    package var summary: Summary?

    package init(
        time: FileTime, tree: BlobID, paths: [String], hostName: String, parent: ObjectID? = nil
    ) {
        self.time = time
        self.tree = tree
        self.paths = paths
        self.hostName = hostName
        self.parent = parent
    }

    /// What the backup found and stored.
    package struct Summary: Hashable, Sendable {
        package var started: FileTime
        package var ended: FileTime
        package var filesNew: Int64 = 0
        package var filesChanged: Int64 = 0
        package var filesUnmodified: Int64 = 0
        package var foldersNew: Int64 = 0
        package var foldersChanged: Int64 = 0
        package var foldersUnmodified: Int64 = 0
        package var dataBlobs: Int64 = 0
        package var treeBlobs: Int64 = 0
        /// Of new blobs, before they were compressed.
        package var added: Int64 = 0
        /// Of new blobs, as they lie in packs.
        package var stored: Int64 = 0
        package var files: Int64 = 0
        package var size: Int64 = 0
        /// Of any kind; nil where another program wrote the snapshot.
        package var entries: Int64?
        package var issues: Int64?

        package init(started: FileTime, ended: FileTime) {
            self.started = started
            self.ended = ended
        }
    }

    // MARK: The port's words

    package func snapshot(_ id: ObjectID) -> Snapshot? {
        guard let name = SnapshotID(id.description) else { return nil }
        return Snapshot(
            id: name, source: source, run: OwnTag.run.id(in: tags),
            origin: OwnTag.source.id(in: tags), time: Timestamp(time),
            details: SnapshotDetails(
                hostName: hostName, paths: paths, tags: OwnTag.others(in: tags)),
            contentSize: ByteCount(summary?.size ?? 0),
            storedSize: (summary?.stored).map { ByteCount($0) },
            entries: summary?.entries ?? summary?.files ?? 0,
            issues: Int(clamping: summary?.issues ?? 0))
    }

    /// What the format groups snapshots by: the machine and what was backed up.
    package var source: String { "\(hostName): \(paths.sorted().joined(separator: ", "))" }

    /// Whether it is of the same source, so that one can be the parent of the other.
    package func isOfSameSource(hostName: String, paths: [String]) -> Bool {
        hostName == self.hostName && Set(paths) == Set(self.paths)
    }
}

extension Timestamp {
    init(_ time: FileTime) {
        self.init(milliseconds: time.seconds * 1000 + Int64(time.nanoseconds / 1_000_000))
    }
}

extension FileTime {
    package init(_ moment: Timestamp) {
        let rest = moment.milliseconds - moment.seconds * 1000
        self.init(seconds: moment.seconds, nanoseconds: UInt32(rest) * 1_000_000)
    }
}
