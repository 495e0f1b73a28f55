/// The letters that age writes its keys in (BIP 173, without the limit on length). Works on bytes
/// that are wiped, since private keys pass through it.
enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let checksumSize = 6

    /// `prefix`, a 1, the data in five-bit letters and a checksum; all in lower case.
    static func encode(_ data: Secret, prefix: String) -> Secret {
        let prefix = Array(prefix.utf8)
        var values = data.withBytes { toFiveBits($0) }
        defer { values.wipe() }
        var text: [UInt8] = []
        text.reserveCapacity(prefix.count + 1 + values.count + checksumSize)
        text.append(contentsOf: prefix)
        text.append(UInt8(ascii: "1"))
        for value in values { text.append(alphabet[Int(value)]) }
        let sum = polymod(prefix, values, tail: checksumSize) ^ 1
        for index in 0..<checksumSize {
            text.append(alphabet[Int(sum >> UInt32(5 * (checksumSize - 1 - index)) & 31)])
        }
        return Secret(taking: &text)
    }

    /// The data of a text in one case with this (lower-case) prefix and a right checksum; nil
    /// otherwise.
    static func decode(_ text: Span<UInt8>, prefix: String) -> Secret? {
        let prefix = Array(prefix.utf8)
        let headSize = prefix.count + 1
        guard text.count >= headSize + checksumSize, var lower = inOneCase(text) else { return nil }
        defer { lower.wipe() }
        guard lower.starts(with: prefix), lower[prefix.count] == UInt8(ascii: "1") else {
            return nil
        }
        var values: [UInt8] = []
        values.reserveCapacity(lower.count)
        defer { values.wipe() }
        for letter in lower[headSize...] {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            values.append(UInt8(value))
        }
        guard polymod(prefix, values, tail: 0) == 1 else { return nil }
        values.removeLast(checksumSize)
        return toBytes(values)
    }

    private static func inOneCase(_ text: Span<UInt8>) -> [UInt8]? {
        var lower: [UInt8] = []
        lower.reserveCapacity(text.count)
        var hasUpper = false
        var hasLower = false
        for index in text.indices {
            let letter = text[index]
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter)
            hasUpper = hasUpper || isUpper
            hasLower = hasLower || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
            lower.append(isUpper ? letter + 32 : letter)
        }
        return hasUpper && hasLower ? nil : lower
    }

    private static func toFiveBits(_ bytes: Span<UInt8>) -> [UInt8] {
        var values: [UInt8] = []
        values.reserveCapacity((bytes.count * 8 + 4) / 5)
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for index in bytes.indices {
            pending = (pending & 31) << 8 | UInt32(bytes[index])
            bits += 8
            while bits >= 5 {
                bits -= 5
                values.append(UInt8(pending >> bits & 31))
            }
        }
        if bits > 0 { values.append(UInt8(pending << (5 - bits) & 31)) }
        return values
    }

    /// Nil where the last letter carries bits that the data has no room for.
    private static func toBytes(_ values: [UInt8]) -> Secret? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 5 / 8)
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for value in values {
            pending = (pending << 5 | UInt32(value)) & 0xFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
            }
        }
        let data = Secret(taking: &bytes)
        return bits < 5 && pending & ((1 << bits) - 1) == 0 ? data : nil
    }

    /// The checksum's remainder over the prefix, the values and `tail` zeros.
    private static func polymod(_ prefix: [UInt8], _ values: [UInt8], tail: Int) -> UInt32 {
        var sum: UInt32 = 1
        for letter in prefix { step(&sum, letter >> 5) }
        step(&sum, 0)
        for letter in prefix { step(&sum, letter & 31) }
        for value in values { step(&sum, value) }
        for _ in 0..<tail { step(&sum, 0) }
        return sum
    }

    private static func step(_ sum: inout UInt32, _ value: UInt8) {
        let generator: [5 of UInt32] = [
            0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3,
        ]
        let top = sum >> 25
        sum = (sum & 0x1FF_FFFF) << 5 ^ UInt32(value)
        for index in 0..<5 where top >> UInt32(index) & 1 == 1 { sum ^= generator[index] }
    }
}
