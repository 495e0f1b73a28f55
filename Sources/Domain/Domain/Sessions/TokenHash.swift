/// The SHA-256 of a secret token. The token itself is given out once and never stored.
package struct TokenHash: Hashable, Sendable, Redacted {
    package static let byteCount = 32

    package let bytes: [UInt8]

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }
}
