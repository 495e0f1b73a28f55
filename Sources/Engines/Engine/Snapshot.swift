package import Values

/// Names a snapshot in its vault: letters, digits and `-`, as each format makes them.
package struct SnapshotID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// nil for what no format makes.
    package init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard (1...128).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
        self.text = String(text)
    }

    /// The beginning, as lists show it and people type it: enough to tell a vault's snapshots
    /// apart. An id with dashes begins with its time, whose milliseconds come after the first one.
    package var short: String { String(text.prefix(text.contains("-") ? 13 : 8)) }

    package var description: String { text }

    package static func < (a: SnapshotID, b: SnapshotID) -> Bool { a.text < b.text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// One recovery point of one source in one vault.
package struct Snapshot: Hashable, Sendable {
    package let id: SnapshotID
    /// Which source it is of, in the words of its format: what retention groups by.
    package let source: String
    /// The run that made it; nil where another program did.
    package let run: UUID?
    /// What a hub calls the source, where the format's own words are others.
    package let origin: UUID?
    /// When the reading of the source began.
    package let time: Timestamp
    package let details: SnapshotDetails?
    /// Bytes of the files, as a restore would write them.
    package let contentSize: ByteCount
    /// Bytes it takes in the vault, where they belong to it alone.
    package let storedSize: ByteCount?
    package let entries: Int64
    /// How many issues the backup had, as a file that changed while it was read.
    package let issues: Int

    package init(
        id: SnapshotID, source: String, run: UUID? = nil, origin: UUID? = nil, time: Timestamp,
        details: SnapshotDetails?, contentSize: ByteCount, storedSize: ByteCount?, entries: Int64,
        issues: Int
    ) {
        self.id = id
        self.source = source
        self.run = run
        self.origin = origin
        self.time = time
        self.details = details
        self.contentSize = contentSize
        self.storedSize = storedSize
        self.entries = entries
        self.issues = issues
    }
}

/// What only those who hold a key may know of a snapshot.
package struct SnapshotDetails: Hashable, Sendable {
    package var hostName: String
    /// What was backed up, as in `/etc`.
    package var paths: [String]
    package var tags: [String]

    package init(hostName: String, paths: [String], tags: [String] = []) {
        self.hostName = hostName
        self.paths = paths
        self.tags = tags
    }
}
