/// A block of addresses in CIDR notation, as in `10.0.0.0/8` or `fd00::/8`.
package struct IPNetwork: Hashable, Sendable {
    package let base: IPAddress
    package let prefixLength: Int

    /// Reads `address/length`; a bare address is the block of itself alone. Bits set beyond the
    /// prefix are refused: `10.0.0.1/8` is more likely a mistake than a wish.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(first) else { return nil }
        guard parts.count == 2 else {
            self.base = base
            prefixLength = base.bitWidth
            return
        }
        guard let length = Int(parts[1]), parts[1].allSatisfy(\.isNumber),
            (0...base.bitWidth).contains(length), base.masked(to: length) == base
        else { return nil }
        self.base = base
        prefixLength = length
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.bitWidth == base.bitWidth && address.masked(to: prefixLength) == base
    }
}

extension IPNetwork: CustomStringConvertible {
    package var description: String { "\(base)/\(prefixLength)" }
}

extension IPAddress {
    fileprivate var bitWidth: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    fileprivate func masked(to length: Int) -> IPAddress {
        // A smart shift by the full width gives zero, which is what a prefix of no bits means.
        switch self {
        case .v4(let bits): .v4(bits & (UInt32.max << (32 - length)))
        case .v6(let bits): .v6(bits & (UInt128.max << (128 - length)))
        }
    }
}
