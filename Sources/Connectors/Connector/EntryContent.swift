/// The content of a file, not opened yet.
package protocol EntryContent: Sendable {
    /// Opens it. Blocks.
    /// - Throws: `EntryIssue` when there is nothing to read: it vanished, or may not be read. That
    ///   concerns this entry alone; any other error ends the whole run.
    func open() throws -> any ContentReader

    /// Says that it is not taken under this name: the next name of a file that has several is then
    /// to come as a file, not as a link to this one.
    func leaveOut()
}

extension EntryContent {
    package func leaveOut() {}
}

/// Content that is being read, from its start to its end, by one thread.
package protocol ContentReader: AnyObject {
    /// The size now that it is open: the number of bytes that engines announce for it.
    var size: Int64 { get }

    /// Where the data of a file with holes lies, ascending; nil when all of it is data. Only this
    /// data comes from `read`.
    var extents: [DataExtent]? { get }

    /// Appends at least one byte of what comes next, as much as fits and is there at once, and
    /// nothing at the end. Blocks. Never gives more than `size`, or the extents, announce.
    /// - Throws: `EntryIssue` when the rest cannot be read.
    func read(into room: inout OutputSpan<UInt8>) throws

    /// To be called after the last `read`: whether what was read is one state of the file.
    func finish() throws -> ContentOutcome

    /// Asked for before the first `read` by whoever will hold all of the content at once, and gives
    /// word to hold it against the proof: the reader leaves that to them, who may do it on another
    /// thread. nil when the reader sees to it by itself.
    func leaveProof() -> ContentProof?
}

extension ContentReader {
    package func leaveProof() -> ContentProof? { nil }
}

/// What content has to be.
package struct ContentProof: Sendable {
    private let check: @Sendable (Span<UInt8>) throws -> Void

    /// - Parameter check: Throws unless it is given what it has to be.
    package init(_ check: @escaping @Sendable (Span<UInt8>) throws -> Void) {
        self.check = check
    }

    /// - Throws: When the content is not what it has to be; nobody may use it then.
    package func hold(against content: Span<UInt8>) throws { try check(content) }
}

package struct DataExtent: Hashable, Sendable {
    package let offset: Int64
    package let count: Int64

    package init(offset: Int64, count: Int64) {
        self.offset = offset
        self.count = count
    }

    package var end: Int64 { offset + count }
}

package enum ContentOutcome: Hashable, Sendable {
    case whole
    /// The file changed while it was read.
    case torn(EntryIssue.Tear)
}
