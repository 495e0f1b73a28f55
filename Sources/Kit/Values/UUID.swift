/// A 128-bit identifier in the layout of RFC 9562. It identifies; it never orders.
package struct UUID: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Version 7: the moment in the first 48 bits, so that indexes stay dense, then 74 random bits.
    package init(at moment: Timestamp, using random: inout some RandomNumberGenerator) {
        let time = UInt64(bitPattern: moment.milliseconds) << 16
        high = time | 0x7000 | (random.next() as UInt64) & 0x0FFF
        low = 0x8000_0000_0000_0000 | (random.next() as UInt64) >> 2
    }

    /// The 16 bytes in network order.
    package var bytes: [UInt8] {
        [high, low].flatMap { half in
            (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - $0 * 8)) }
        }
    }

    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        for (index, byte) in bytes.enumerated() {
            if index < 8 {
                halves.0 = halves.0 << 8 | UInt64(byte)
            } else {
                halves.1 = halves.1 << 8 | UInt64(byte)
            }
        }
        self.init(high: halves.0, low: halves.1)
    }
}

extension UUID: CustomStringConvertible {
    /// Lower case with hyphens, as in `019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c8d`.
    package var description: String {
        let hex = Hex.encode(bytes)
        let cuts = [0, 8, 12, 16, 20, 32]
        return zip(cuts, cuts.dropFirst()).map { start, end in
            String(hex.dropFirst(start).prefix(end - start))
        }.joined(separator: "-")
    }

    /// Accepts exactly the form that `description` writes; upper case is accepted too.
    package init?(_ text: some StringProtocol) {
        let characters = Array(text.utf8)
        let hyphen = UInt8(ascii: "-")
        guard characters.count == 36, [8, 13, 18, 23].allSatisfy({ characters[$0] == hyphen }),
            let bytes = Hex.decode(characters.filter { $0 != hyphen })
        else { return nil }
        self.init(bytes: bytes)
    }
}
