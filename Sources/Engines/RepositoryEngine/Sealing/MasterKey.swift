package import Cryptography

/// The key of everything in a repository, or the one that a passphrase gives and that opens it.
package struct MasterKey: Hashable, Sendable {
    /// For AES-256.
    package let cipher: Secret
    /// `k` of the tag.
    package let block: Secret
    /// `r` of the tag.
    package let nonce: Secret

    /// nil for keys of other lengths and for zeros, which no honest program makes.
    package init?(cipher: Secret, block: Secret, nonce: Secret) {
        guard cipher.count == AESPoly1305.cipherKeySize,
            block.count == AESPoly1305.blockKeySize, nonce.count == AESPoly1305.nonceKeySize,
            !cipher.isZero, !block.isZero, !nonce.isZero
        else { return nil }
        (self.cipher, self.block, self.nonce) = (cipher, block, nonce)
    }

    package static func random() -> MasterKey {
        while true {
            let key = MasterKey(
                cipher: .random(count: AESPoly1305.cipherKeySize),
                block: .random(count: AESPoly1305.blockKeySize),
                nonce: .random(count: AESPoly1305.nonceKeySize))
            if let key { return key }
        }
    }

    package static func == (a: MasterKey, b: MasterKey) -> Bool {
        a.cipher == b.cipher && a.block == b.block && a.nonce == b.nonce
    }

    /// Nothing of it goes into a hash: keys are compared, never looked up.
    package func hash(into hasher: inout Hasher) {}
}

extension Secret {
    fileprivate var isZero: Bool {
        withBytes { bytes in
            var all: UInt8 = 0
            for index in bytes.indices { all |= bytes[index] }
            return all == 0
        }
    }
}
