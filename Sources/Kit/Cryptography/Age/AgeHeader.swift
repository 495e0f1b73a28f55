internal import Values

// The format: https://c2sp.org/age

/// The text at the start of an age file: the file key, wrapped once for each recipient, and a code
/// that seals them together.
package struct AgeHeader: Hashable, Sendable {
    static let versionLine = "age-encryption.org/v1\n"
    /// Room for two thousand X25519 recipients. A header is held in memory whole.
    package static let byteCountMax = 256 << 10

    package let stanzas: [AgeStanza]
    let code: SHA256Digest

    init(stanzas: [AgeStanza], code: SHA256Digest) {
        self.stanzas = stanzas
        self.code = code
    }

    private init(stanzas: [AgeStanza], sealedBy fileKey: AgeFileKey) {
        self.stanzas = stanzas
        code = fileKey.headerCode(of: Self.authenticatedText(stanzas))
    }

    /// Wraps the file key for each recipient, in this order.
    package init(
        wrapping fileKey: AgeFileKey, for recipients: [AgeRecipient]
    ) throws(CryptographyError) {
        guard !recipients.isEmpty else {
            throw CryptographyError(.malformed, "an age file needs at least one recipient")
        }
        var stanzas: [AgeStanza] = []
        for recipient in recipients {
            stanzas.append(try AgeStanza(wrapping: fileKey, for: recipient))
        }
        self.init(stanzas: stanzas, sealedBy: fileKey)
        guard encoded.count <= Self.byteCountMax else {
            throw CryptographyError(.unsupported, "an age file cannot have so many recipients")
        }
    }

    /// Wraps the file key with a passphrase, which the format lets be the only way in.
    ///
    /// Takes about a second and 256 MiB at the standard work factor; never on a loop's thread.
    package init(
        wrapping fileKey: AgeFileKey, with passphrase: AgePassphrase
    ) throws(CryptographyError) {
        let stanza = try AgeStanza(wrapping: fileKey, with: passphrase)
        self.init(stanzas: [stanza], sealedBy: fileKey)
    }

    /// The file key, once it has proved that the header is whole.
    ///
    /// With a passphrase this takes as long as the header says, up to the passphrase's own limit;
    /// never on a loop's thread.
    package func fileKey(for credential: AgeCredential) throws(CryptographyError) -> AgeFileKey {
        let fileKey = try unwrap(credential)
        guard fileKey.headerCode(of: Self.authenticatedText(stanzas)).matches(code) else {
            if case .fileKey = credential {
                throw CryptographyError(.wrongKey, "the key is not that of this age file")
            }
            throw CryptographyError(.damaged, "the age file's header has been changed")
        }
        return fileKey
    }

    private func unwrap(_ credential: AgeCredential) throws(CryptographyError) -> AgeFileKey {
        switch credential {
        case .fileKey(let fileKey):
            return fileKey
        case .identities(let identities):
            for identity in identities {
                for stanza in stanzas where stanza.kind == AgeStanza.x25519Kind {
                    if let fileKey = try stanza.fileKey(for: identity) { return fileKey }
                }
            }
            throw CryptographyError(.wrongKey, "no identity given here opens the age file")
        case .passphrase(let passphrase):
            for stanza in stanzas where stanza.kind == AgeStanza.scryptKind {
                if let fileKey = try stanza.fileKey(for: passphrase) { return fileKey }
                throw CryptographyError(.wrongKey, "the passphrase does not open the age file")
            }
            throw CryptographyError(.wrongKey, "the age file is not encrypted with a passphrase")
        }
    }

    /// The header's bytes. Reading them gives back an equal header, and there is no other text
    /// that does.
    package var encoded: [UInt8] {
        var text = Self.authenticatedText(stanzas)
        text.append(contentsOf: " \(Base64.unpadded.encode(code.bytes))\n".utf8)
        return text
    }

    private static func authenticatedText(_ stanzas: [AgeStanza]) -> [UInt8] {
        var text = Array(versionLine.utf8)
        for stanza in stanzas { stanza.append(to: &text) }
        text.append(contentsOf: "---".utf8)
        return text
    }
}
