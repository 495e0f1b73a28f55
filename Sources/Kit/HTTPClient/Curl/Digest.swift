internal import COpenSSL

/// The one hash that TLS pins and AWS signatures are made of.
enum Digest {
    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
            var length: UInt32 = 0
            let code = unsafe EVP_Digest(
                bytes, bytes.count, digest.baseAddress, &length, EVP_sha256(), nil)
            precondition(code == 1, "SHA-256 is always there")
            count = Int(length)
        }
    }
}
