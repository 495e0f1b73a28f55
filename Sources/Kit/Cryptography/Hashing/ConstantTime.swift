internal import CSodium

/// Comparisons whose time tells nothing of what they compare, except its length.
package enum ConstantTime {
    package static func equal(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        return unsafe a.withUnsafeBufferPointer { left in
            unsafe b.withUnsafeBufferPointer { right in
                guard let first = left.baseAddress, let second = right.baseAddress else {
                    return true
                }
                return unsafe sodium_memcmp(first, second, left.count) == 0
            }
        }
    }

    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        equal(a.span, b.span)
    }
}
