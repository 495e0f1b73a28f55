/// Derives keys from keys (RFC 5869 over SHA-256).
package enum HKDF {
    /// The standard's own limit: the block counter is one byte.
    static let byteCountMax = 255 * SHA256Digest.byteCount

    /// `count` bytes, at most 8160, that only who knows `key` can derive. Without a salt the
    /// standard uses as many zeros as a digest has bytes.
    package static func derive(
        from key: Secret, salt: [UInt8] = [], info: [UInt8], count: Int = 32
    ) -> Secret {
        precondition((1...byteCountMax).contains(count), "HKDF gives 1 to \(byteCountMax) bytes")
        return expand(extract(key, salt: salt), info: info, count: count)
    }

    static func extract(_ key: Secret, salt: [UInt8]) -> Secret {
        let zeros = [UInt8](repeating: 0, count: SHA256Digest.byteCount)
        var hmac = HMACSHA256(key: salt.isEmpty ? zeros.span : salt.span)
        key.withBytes { hmac.update($0) }
        return unsafe Secret(count: SHA256Digest.byteCount) { unsafe hmac.finish(into: $0) }
    }

    static func expand(_ key: Secret, info: [UInt8], count: Int) -> Secret {
        let blockSize = SHA256Digest.byteCount
        let blockCount = (count + blockSize - 1) / blockSize
        let blocks = unsafe Secret(count: blockCount * blockSize) { bytes in
            var hmac = HMACSHA256(key: key)
            for index in 0..<blockCount {
                let block = unsafe bytes + index * blockSize
                if index > 0 {
                    let previous = unsafe UnsafeBufferPointer(
                        start: block - blockSize, count: blockSize)
                    hmac.update(unsafe Span(_unsafeElements: previous))
                }
                hmac.update(info)
                hmac.update([UInt8(index + 1)])
                unsafe hmac.finish(into: block)
            }
        }
        return blocks.prefix(count)
    }
}
