internal import CSodium

/// The kernel's random numbers, which never run dry and never repeat after a fork.
package struct SecureRandom: RandomNumberGenerator, Sendable {
    package init() {}

    package func next() -> UInt64 {
        Sodium.require()
        var number: UInt64 = 0
        unsafe randombytes_buf(&number, MemoryLayout<UInt64>.size)
        return number
    }

    package static func bytes(_ count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let start = buffer.baseAddress { unsafe fill(start, count: count) }
            initialized = count
        }
    }

    static func fill(_ bytes: UnsafeMutablePointer<UInt8>, count: Int) {
        Sodium.require()
        unsafe randombytes_buf(bytes, count)
    }
}
