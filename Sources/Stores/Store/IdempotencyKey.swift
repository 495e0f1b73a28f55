internal import Values

/// What makes two requests to create something one request.
package struct IdempotencyKey: Hashable, Sendable {
    /// As the program that asks chose it.
    package let text: String
    /// SHA-256 of what was asked for.
    package let digest: [UInt8]

    /// How long a program may ask again.
    package static let lifetime = Duration.seconds(24 * 3600)
    package static let lengths = 1...200

    /// Nil for a text that no key has.
    package init?(_ text: String, digest: [UInt8]) {
        guard Self.lengths.contains(text.unicodeScalars.count), digest.count == 32,
            text.unicodeScalars.allSatisfy({ (0x21...0x7E).contains($0.value) })
        else { return nil }
        self.text = text
        self.digest = digest
    }
}
