internal import Values

/// 256 random bits that open something to whoever holds them: a session, an API key, a one-time
/// link. Only its digest is stored.
package struct Token: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package static let byteCount = 32
    /// Of the text: 32 bytes in base 64.
    package static let characterCount = 43

    private let bytes: Secret

    private init(bytes: Secret) {
        self.bytes = bytes
    }

    package static func random() -> Token {
        Token(bytes: .random(count: byteCount))
    }

    /// A token as somebody presents it; nil where it cannot be one.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.characterCount, var bytes = Base64.url.decode(text) else {
            return nil
        }
        self.bytes = Secret(taking: &bytes)
    }

    /// What the holder is given, once: letters that need no escaping in a URL or a header.
    package func revealed() -> String {
        bytes.withBytes { Base64.url.encode([UInt8](copying: $0)) }
    }

    /// What the store keeps. It needs no salt and no stretching: nobody can guess 256 bits.
    package var digest: SHA256Digest {
        bytes.withBytes { SHA256.hash($0) }
    }

    package var description: String { bytes.description }
    package var debugDescription: String { bytes.description }
    package var customMirror: Mirror { bytes.customMirror }
}
