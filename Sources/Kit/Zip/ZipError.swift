/// Why something cannot be put into a ZIP archive.
package struct ZipError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// It would lead out of the folder that somebody unpacks into.
        case badName
        case nameTooLong
        /// Content is not as long as it was announced.
        case contentTooLong, contentTooShort
        case outOfMemory
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }
}
