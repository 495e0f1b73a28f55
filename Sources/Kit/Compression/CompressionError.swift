package import Values

/// Why bytes could not be compressed or decompressed.
package struct CompressionError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable, CaseIterable {
        /// The input does not begin like the format it should be in.
        case foreign
        /// The input ends in the middle of a frame.
        case truncated
        case corrupted
        /// The content came out whole but is not what was compressed.
        case checksumMismatch
        /// A whole frame is followed by bytes that are none.
        case trailingGarbage
        /// The content is larger than the caller allows, or smaller or larger than it promised.
        case sizeMismatch
        /// The frame wants more memory for its window than the caller allows.
        case windowTooLarge
        /// A dictionary or a feature that this house does not use.
        case unsupported
        case outOfMemory
        /// The work was given up by its owner.
        case cancelled
    }

    package let kind: Kind
    /// The format and what was being done, as in `zstd frame`.
    package let subject: String
    /// Where in the input it was noticed, counted from its beginning, where that is known.
    package let offset: Int64?
    /// What the library or the limit says, fit for a user.
    package let detail: String?

    package init(_ kind: Kind, _ subject: String, at offset: Int64? = nil, detail: String? = nil) {
        self.kind = kind
        self.subject = subject
        self.offset = offset
        self.detail = detail
    }

    package var disposition: Disposition {
        switch kind {
        case .outOfMemory, .cancelled: .retryable
        case .foreign, .truncated, .corrupted, .checksumMismatch, .trailingGarbage, .sizeMismatch,
            .windowTooLarge, .unsupported:
            .permanent
        }
    }

    package var description: String {
        let place = offset.map { " at byte \($0)" } ?? ""
        let reason = detail.map { " (\($0))" } ?? ""
        return "\(subject) \(complaint)\(place)\(reason)"
    }

    private var complaint: String {
        switch kind {
        case .foreign: "is not in this format"
        case .truncated: "ends too early"
        case .corrupted: "is damaged"
        case .checksumMismatch: "does not match its checksum"
        case .trailingGarbage: "is followed by foreign bytes"
        case .sizeMismatch: "does not have the expected size"
        case .windowTooLarge: "needs more memory than is allowed"
        case .unsupported: "uses an unsupported feature"
        case .outOfMemory: "found no memory"
        case .cancelled: "was given up"
        }
    }
}
