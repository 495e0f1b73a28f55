internal import Glibc

/// An IPv4 or IPv6 address. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is the IPv4
/// address it stands for, so that limits and rules see one peer under one name.
package enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    case v6(UInt128)

    package static let loopback = IPAddress.v4(0x7F00_0001)
    package static let loopbackV6 = IPAddress.v6(1)

    private static let mappedPrefix: UInt128 = 0xFFFF

    /// The address that 16 bytes in network order stand for.
    package init(bits: UInt128) {
        self =
            bits >> 32 == Self.mappedPrefix
            ? .v4(UInt32(truncatingIfNeeded: bits)) : .v6(bits)
    }

    /// Reads the usual text forms; nil for anything else. Zones (`%eth0`) are not addresses.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        var four = in_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self = .v4(UInt32(bigEndian: four.s_addr))
            return
        }
        var six = UInt128(0)
        guard unsafe inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        self.init(bits: UInt128(bigEndian: six))
    }

    package var isLoopback: Bool {
        switch self {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let bits): bits == 1
        }
    }
}

extension IPAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .v4(let bits):
            // Fifteen bytes at most, which a string holds without memory of its own: every request
            // logs one.
            return unsafe String(unsafeUninitializedCapacity: 15) { text in
                var count = 0
                func put(_ byte: UInt8) {
                    unsafe text[count] = byte
                    count += 1
                }
                for shift in stride(from: UInt32(24), through: 0, by: -8) {
                    let number = UInt8(truncatingIfNeeded: bits >> shift)
                    if number >= 100 { put(0x30 + number / 100) }
                    if number >= 10 { put(0x30 + number / 10 % 10) }
                    put(0x30 + number % 10)
                    if shift > 0 { put(UInt8(ascii: ".")) }
                }
                return count
            }
        case .v6(let bits):
            var network = bits.bigEndian
            // 46 bytes hold the longest text form (INET6_ADDRSTRLEN).
            return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 46) { text in
                unsafe inet_ntop(AF_INET6, &network, text.baseAddress, 46)
                    .map { unsafe String(cString: $0) } ?? "::"
            }
        }
    }
}
