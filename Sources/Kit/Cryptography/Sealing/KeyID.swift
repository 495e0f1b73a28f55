internal import Values

/// Names one key of a keyring. It is computed from the key, so an id can never stand for a key
/// other than its own.
package struct KeyID: Hashable, Sendable, CustomStringConvertible {
    static let byteCount = 8

    let bytes: [UInt8]

    init(of key: Secret) {
        let name = HKDF.derive(
            from: key, info: Array("holdfast keyring key id".utf8), count: Self.byteCount)
        bytes = name.withBytes { Array(copying: $0) }
    }

    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// Of 16 hexadecimal digits; nil otherwise.
    package init?(_ text: some StringProtocol) {
        guard let bytes = Hex.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    package var description: String { Hex.encode(bytes) }
}
