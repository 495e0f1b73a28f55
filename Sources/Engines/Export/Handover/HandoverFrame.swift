/// One piece of what a machine tells another of entries: a kind, a length, and so many bytes.
/// docs/formats/handover.md says what is in them.
enum HandoverFrame: UInt8 {
    /// Of an entry all but its content.
    case entry = 1
    /// Some of the content of the file before.
    case content = 2
    /// The content is there; one byte says in what state.
    case contentEnd = 3
    /// Something about an entry; after a file it says why its content breaks off.
    case issue = 4
    /// All entries were there.
    case end = 5
    /// Why the rest never comes.
    case failure = 6

    /// A kind and four bytes of length.
    static let headSize = 5
    /// Of content. A reader passes it on as it comes.
    static let contentMax = 256 << 10
    /// Of everything else, which a reader holds at once: a file of as many holes as an archive
    /// knows has sixteen mebibytes of them.
    static let sizeMax = 20 << 20
}

/// Why a stream of entries ends before its end, in words of whoever sends it.
package struct HandoverFailure: Error, Hashable, Sendable {
    package let code: String
    package let message: String
    /// As `Disposition` spells it.
    package let disposition: String

    package init(code: String, message: String, disposition: String) {
        self.code = code
        self.message = message
        self.disposition = disposition
    }
}

/// What came is no stream of entries, or not all of one.
package struct HandoverError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    static let malformed = HandoverError("what came is no stream of entries")
}
