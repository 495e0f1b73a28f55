/// Why a document is none that we read.
package struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// Not well-formed.
        case malformed
        /// A document type, an encoding other than UTF-8: parts of XML that we keep out.
        case unsupported
        case beyondLimit
        /// It ends too soon.
        case truncated
    }

    package let kind: Kind
    /// Bytes of the document before the place.
    package let offset: Int
    package let message: String

    init(_ kind: Kind, at offset: Int, _ message: String) {
        self.kind = kind
        self.offset = offset
        self.message = message
    }

    package var description: String { "\(message) (at byte \(offset))" }
}

/// What a document may make the reader hold.
package struct XMLLimits: Hashable, Sendable {
    /// Elements inside each other.
    package var depthMax = 32
    /// One tag with its attributes, a comment, an instruction.
    package var markupMax = 16 << 10
    /// The text between two tags.
    package var textMax = 64 << 10
    package var attributesMax = 32
    /// The whole document.
    package var sizeMax = 64 << 20

    package init() {}
}
