internal import Values

// The keyring's file:
//
//     holdfast keyring 1
//     key 4f1c09aa63d2be71 2026-11-21T04:03:53.000Z <64 hexadecimal digits>
//     active 4f1c09aa63d2be71
//     check <16 hexadecimal digits: SHA-256 of all lines above, shortened>
//
// Every line ends in a line feed. A key's id is computed from the key, so a changed digit shows in
// its own line; the check finds the rest.
extension Keyring {
    static let title = "holdfast keyring 1\n"
    /// Room for the largest ring: a key's line has 111 bytes.
    package static let encodedSizeMax = 128 * (keyCountMax + 4)

    /// The file's bytes. They are the keys themselves: mode 0600, and never in a log.
    package var encoded: Secret {
        var text: [UInt8] = []
        // Reserved in full, because growing would leave a copy behind that nobody wipes.
        text.reserveCapacity(128 * (keys.count + 4))
        text.append(contentsOf: Self.title.utf8)
        for key in keys {
            text.append(contentsOf: "key \(key.id) \(key.created) ".utf8)
            key.secret.appendHex(to: &text)
            text.append(UInt8(ascii: "\n"))
        }
        text.append(contentsOf: "active \(activeID)\n".utf8)
        text.append(contentsOf: "check \(Self.check(text.span))\n".utf8)
        return Secret(taking: &text)
    }

    static func check(_ text: Span<UInt8>) -> String {
        Hex.encode(SHA256.hash(text).bytes.prefix(8))
    }

    /// Reads a keyring's file and says precisely what is wrong with a bad one.
    package init(decoding file: Secret) throws(CryptographyError) {
        self = try file.withBytes { text throws(CryptographyError) in
            var reader = KeyringReader()
            return try reader.read(text)
        }
    }
}
