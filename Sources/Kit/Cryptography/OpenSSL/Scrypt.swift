internal import COpenSSL
internal import Host

/// The passphrase stretcher of age files and of repositories' key files (RFC 7914).
package enum Scrypt {
    private static let keySizeMax = 1 << 10

    /// Takes 128 · N · r bytes of memory and time in proportion, so never on a loop's thread.
    /// `workFactor` is the base-two logarithm of N.
    package static func derive(
        from passphrase: Secret, salt: [UInt8], workFactor: Int, blockSize: Int = 8,
        parallelism: Int = 1, count: Int = 32
    ) throws(CryptographyError) -> Secret {
        ThreadRole.requireBlockingAllowed("Scrypt.derive")
        precondition((1...40).contains(workFactor) && (1...keySizeMax).contains(count))
        let rounds = UInt64(1) << UInt64(workFactor)
        let blocks = rounds + UInt64(parallelism) + 2
        let memory = 128 * UInt64(blockSize) * blocks + 4096
        var isDerived = false
        let key = unsafe Secret(count: count) { output in
            let result = unsafe passphrase.withPointer { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self, capacity: passphrase.count) {
                    unsafe EVP_PBE_scrypt(
                        $0, passphrase.count, salt, salt.count, rounds, UInt64(blockSize),
                        UInt64(parallelism), memory, output, count)
                }
            }
            isDerived = result == 1
        }
        guard isDerived else {
            OpenSSL.forgetErrors()
            throw CryptographyError(
                .outOfMemory, "there are no \(memory >> 20) MiB of memory to try the passphrase")
        }
        return key
    }
}
