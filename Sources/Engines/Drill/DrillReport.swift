package import Connector
package import Engine
package import Values

/// The verdict of a drill, and what was measured on the way.
package struct DrillReport: Sendable {
    package let snapshot: Snapshot
    /// How much would be lost if everything since the snapshot were gone.
    package let dataAge: Duration

    /// Entries and bytes that were restored.
    package var restored: Int64 = 0
    package var restoredSize = ByteCount(0)
    /// Files whose content was read back and is what was backed up.
    package var files: Int64 = 0
    /// Bytes of them, holes included.
    package var size = ByteCount(0)
    /// Files that came back as they were read, and changed meanwhile.
    var torn: Int64 = 0
    /// SQLite databases that were opened.
    package var databases: Int64 = 0

    /// Until the first byte of content came out of the vault; nil when there was none.
    package var firstByteTime: Duration?
    package var restoreTime = Duration.zero
    package var verifyTime = Duration.zero

    /// What makes the drill fail.
    package var findings = DrillLog()
    /// What a person should know although it does not.
    package var notes = DrillLog()

    /// Why entries were not restored, as far as the restore told.
    var reasons: [[UInt8]: String] = [:]

    /// The scratch folder could not take all metadata, so what differs there says nothing.
    var isScratchIncomplete = false

    init(of snapshot: Snapshot, dataAge: Duration) {
        self.snapshot = snapshot
        self.dataAge = dataAge
    }

    package var hasPassed: Bool { findings.count == 0 }

    /// Bytes a second of the restore.
    package var restoreRate: ByteCount? {
        let seconds = restoreTime / .seconds(1)
        return seconds > 0 && restoredSize.bytes > 0
            ? ByteCount(Int64(Double(restoredSize.bytes) / seconds)) : nil
    }
}

/// Sentences about entries: the first of them, and how many there are.
package struct DrillLog: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        /// nil for what concerns the snapshot.
        package let path: EntryPath?
        package let message: String
    }

    /// As many as a person looks at.
    package static let samplesMax = 50

    package private(set) var samples: [Line] = []
    package private(set) var count = 0

    mutating func append(_ path: EntryPath?, _ message: String) {
        count += 1
        if samples.count < Self.samplesMax { samples.append(Line(path: path, message: message)) }
    }
}
