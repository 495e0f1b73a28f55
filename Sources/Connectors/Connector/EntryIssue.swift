/// Something about one entry that a person should know, while the run goes on.
package struct EntryIssue: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Tear: Hashable, Sendable {
        case shrank, grew
        /// Same size, other time.
        case changed
        /// Another file has its name now.
        case replaced
    }

    package enum Kind: Hashable, Sendable {
        /// It was listed and is gone.
        case vanished
        /// It may not be read, or the disk does not give it.
        case unreadable
        case torn(Tear)
        /// It was read whole but for something beside the content: an attribute, an owner.
        case incomplete
        /// It is of a kind that cannot be kept or made here.
        case unsupported
        /// Something is in the way where it was to be restored.
        case conflict
        /// It leads out of the target, or would be dangerous there.
        case refused
    }

    /// As bytes, since what is refused may be no `EntryPath` at all.
    package let path: [UInt8]
    package let kind: Kind
    /// A sentence for people.
    package let message: String

    package init(_ kind: Kind, path: [UInt8], _ message: String) {
        self.kind = kind
        self.path = path
        self.message = message
    }

    package init(_ kind: Kind, _ path: EntryPath, _ message: String) {
        self.init(kind, path: path.bytes, message)
    }

    package var description: String { message }
}
