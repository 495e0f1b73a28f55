/// Entries on their way, in the order of their paths: a folder before what is in it, a file before
/// its hard links. One thread takes them, and it may be held up.
package protocol EntryStream: AnyObject {
    /// Whether content may still be opened, and on other threads, after the next entry was taken.
    /// Otherwise what was not read of an entry is passed over.
    var contentOutlivesNext: Bool { get }

    /// nil after the last. Blocks.
    /// - Throws: What ends the whole stream. What concerns one entry comes as an issue.
    func next() throws -> StreamItem?
}

package enum StreamItem: Sendable {
    case entry(Entry)
    /// An entry that could not be made, or something about the one before.
    case issue(EntryIssue)
}
