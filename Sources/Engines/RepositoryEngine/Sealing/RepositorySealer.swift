internal import Cryptography

/// Seals and opens under a repository's key. One for each worker: its contexts are made once.
package struct RepositorySealer: ~Copyable, Sendable {
    /// What goes before the plaintext.
    package static let prefixSize = AESPoly1305.ivSize
    /// What goes behind it.
    package static let suffixSize = AESPoly1305.tagSize
    /// What sealing adds.
    package static let overhead = AESPoly1305.overhead

    private var cipher: AESPoly1305

    package init(_ key: MasterKey) {
        cipher = AESPoly1305(cipherKey: key.cipher, blockKey: key.block, nonceKey: key.nonce)
    }

    /// Seals in place: `message` is 16 bytes of room, the plaintext, 16 bytes of room.
    package mutating func seal(_ message: inout MutableSpan<UInt8>) {
        cipher.seal(&message)
    }

    /// The plaintext sealed.
    package mutating func sealed(_ plain: Span<UInt8>) -> [UInt8] {
        var message: [UInt8] = []
        message.reserveCapacity(plain.count + Self.overhead)
        message.append(contentsOf: repeatElement(0, count: Self.prefixSize))
        message.append(plain)
        message.append(contentsOf: repeatElement(0, count: Self.suffixSize))
        var span = message.mutableSpan
        cipher.seal(&span)
        return message
    }

    /// A single plaintext sealed.
    static func seal(_ plain: [UInt8], _ key: MasterKey) -> [UInt8] {
        var sealer = RepositorySealer(key)
        return sealer.sealed(plain.span)
    }

    /// Appends the plaintext, or nothing and answers false when a byte or the key is wrong.
    package mutating func open(_ sealed: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        cipher.open(sealed, into: &output)
    }

    /// Lends the plaintext piece by piece, which lies in `room` meanwhile; nothing, and the answer
    /// is false, when a byte or the key is wrong.
    package mutating func open(
        _ sealed: Span<UInt8>, through room: inout [UInt8], _ body: (Span<UInt8>) throws -> Void
    ) throws -> Bool {
        try cipher.open(sealed, through: &room, body)
    }

    /// Whether every byte is as it was sealed, without decrypting.
    package mutating func isAuthentic(_ sealed: Span<UInt8>) -> Bool {
        cipher.isAuthentic(sealed)
    }
}

extension [UInt8] {
    /// Appends a span in one copy.
    mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
