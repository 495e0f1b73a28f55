internal import Connector
internal import Values

/// What a run's journal for one vault is about. One that is about something else is no help.
struct JournalHead: Hashable, Sendable {
    var vault: UUID
    var scope: ArchiveScope
    var run: UUID
    /// When the first attempt began.
    var started: Timestamp
    var pipeline: Manifest.Pipeline
    var partSize: Int64
    var recipients: [String]
    /// Of what is backed up and what a snapshot says of it: `BackupJob.fingerprint`.
    var terms: String

    /// Whether parts made under one go together with parts made under the other.
    func fits(_ other: JournalHead) -> Bool {
        var same = other
        same.started = started
        return self == same
    }
}

/// A part that lies in the vault, and where the work was when it ended.
struct JournalPart: Hashable, Sendable {
    var part: Manifest.Part
    /// Bytes of the index spool that belong to it and those before.
    var indexSize: Int64
    var position: WalkPosition
}

/// All that a journal says.
struct JournalContent: Sendable {
    var head: JournalHead
    /// In order, from 1, without gaps.
    var parts: [JournalPart] = []

    /// Up to the last of them.
    var issues: IssueLog { parts.last?.position.issues ?? IssueLog() }
}
