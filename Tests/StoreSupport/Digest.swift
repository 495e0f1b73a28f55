internal import COpenSSL
package import Domain

/// SHA-256 for tests, by the library that has the last word on it.
package let sha256: SHA256Function = { bytes in
    var digest = [UInt8](repeating: 0, count: 32)
    let done = unsafe digest.withUnsafeMutableBytes { digest in
        unsafe EVP_Digest(
            bytes, bytes.count, digest.baseAddress?.assumingMemoryBound(to: UInt8.self), nil,
            EVP_sha256(), nil)
    }
    precondition(done == 1, "OpenSSL has no SHA-256")
    return digest
}
