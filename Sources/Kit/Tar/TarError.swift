package import Values

/// Why an archive cannot be read, or an entry not be written.
package struct TarError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable, CaseIterable {
        /// The block is no header, or a damaged one.
        case badChecksum
        /// A field that should hold a number does not, or holds one that cannot be.
        case badNumber
        /// An extended header that does not keep to its own lengths.
        case badRecord
        /// A map of holes that contradicts itself or the size of its file.
        case badSparseMap
        /// An extended header that no entry follows.
        case danglingHeader
        /// More than `TarLimits` allows.
        case beyondLimit
        /// The archive ends inside an entry.
        case truncated
        /// The archive ends, or goes on, where its two closing blocks should be.
        case missingTerminator
        /// The closing blocks are followed by something else than zeros.
        case trailingGarbage
        /// An entry that the format cannot hold; writer only.
        case badEntry
        /// More content than was announced; writer only.
        case contentTooLong
        /// Less content than was announced; writer only.
        case contentTooShort
    }

    package let kind: Kind
    /// Where in the archive the header or record begins that the error is about.
    package let offset: Int64
    package let detail: String

    package init(_ kind: Kind, at offset: Int64, _ detail: String) {
        self.kind = kind
        self.offset = offset
        self.detail = detail
    }

    package var disposition: Disposition { .permanent }

    package var description: String {
        "tar archive, byte \(offset): \(detail)"
    }
}
