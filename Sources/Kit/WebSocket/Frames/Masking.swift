/// The masking of RFC 6455 section 5.3, which is its own inverse.
enum Masking {
    /// Masks `bytes` from `start` on, the first of them with byte `phase % 4` of the key. Eight
    /// bytes at a time: at one they would cost more than all the rest of a message.
    static func apply(_ mask: UInt32, phase: Int, to bytes: inout [UInt8], from start: Int) {
        let turned = mask.rotatedRight(by: 8 * (phase & 3))
        let wide = UInt64(turned) | UInt64(turned) << 32
        unsafe bytes.withUnsafeMutableBytes { buffer in
            var index = start
            while index + 8 <= buffer.count {
                let word = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                // The key's first byte is its lowest, so words are taken as little-endian.
                unsafe buffer.storeBytes(
                    of: word ^ wide.littleEndian, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            var shift = UInt64(0)
            while index < buffer.count {
                unsafe buffer[index] ^= UInt8(truncatingIfNeeded: wide >> shift)
                shift += 8
                index += 1
            }
        }
    }
}

extension UInt32 {
    fileprivate func rotatedRight(by count: Int) -> UInt32 {
        count == 0 ? self : self >> UInt32(count) | self << UInt32(32 - count)
    }
}
