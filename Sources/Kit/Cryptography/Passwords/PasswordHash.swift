internal import CSodium
internal import Host

/// A password as it is stored: an Argon2id hash in the PHC string format, which carries its own
/// parameters and salt.
package struct PasswordHash: Hashable, Sendable, CustomDebugStringConvertible {
    /// `$argon2id$v=19$m=65536,t=3,p=1$<salt>$<hash>`, for the store.
    package let text: String
    package let cost: PasswordCost

    /// A hash from the store; nil where the text is not one or names a cost beyond the bounds.
    package init?(_ text: String) {
        guard text.utf8.count < Int(crypto_pwhash_argon2id_STRBYTES),
            let cost = PasswordCost(phc: text)
        else { return nil }
        self.text = text
        self.cost = cost
    }

    private init(text: String, cost: PasswordCost) {
        self.text = text
        self.cost = cost
    }

    /// Hashes a new password. Takes `cost` of time and memory, so never on a loop's thread.
    package static func make(
        of password: Secret, cost: PasswordCost = .standard
    ) throws(CryptographyError) -> PasswordHash {
        ThreadRole.requireBlockingAllowed("PasswordHash.make")
        Sodium.require()
        var characters = [CChar](repeating: 0, count: Int(crypto_pwhash_argon2id_STRBYTES))
        let result = unsafe password.withPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self, capacity: password.count) {
                unsafe crypto_pwhash_argon2id_str(
                    &characters, $0, UInt64(password.count), UInt64(cost.passes),
                    cost.memoryKibibytes << 10)
            }
        }
        guard result == 0 else { throw Self.outOfMemory(cost) }
        let text = String(
            decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return PasswordHash(text: text, cost: cost)
    }

    /// Whether this is the password, in a time that tells nothing of how nearly. Costs what the
    /// hash's own parameters say, so never on a loop's thread.
    package func matches(_ password: Secret) -> Bool {
        ThreadRole.requireBlockingAllowed("PasswordHash.matches")
        Sodium.require()
        return unsafe password.withPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self, capacity: password.count) {
                unsafe crypto_pwhash_argon2id_str_verify(text, $0, UInt64(password.count)) == 0
            }
        }
    }

    /// Whether the password should be hashed anew at its next successful use.
    package func needsRehash(for cost: PasswordCost = .standard) -> Bool {
        self.cost != cost
    }

    private static func outOfMemory(_ cost: PasswordCost) -> CryptographyError {
        CryptographyError(
            .outOfMemory,
            "there are no \(cost.memoryKibibytes >> 10) MiB of memory to hash a password")
    }

    package var debugDescription: String { "PasswordHash(\(cost))" }
}
