/// RFC 4648 base 64, with and without padding, in both alphabets. Decoding is strict: no white
/// space, no other alphabet's letters, no stray bits at the end.
package struct Base64: Sendable {
    private let alphabet: [UInt8]
    private let isPadded: Bool
    private let values: [UInt8]

    package static let standard = Base64("+/", isPadded: true)
    package static let unpadded = Base64("+/", isPadded: false)
    /// For URLs, file names and tokens.
    package static let url = Base64("-_", isPadded: false)

    private init(_ last: String, isPadded: Bool) {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        alphabet = Array((letters + last).utf8)
        self.isPadded = isPadded
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (index, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(index) }
        self.values = values
    }

    package func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var pending: UInt32 = 0
        var count = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                appendGroup(pending, letters: 4, to: &text)
                (pending, count) = (0, 0)
            }
        }
        if count > 0 {
            appendGroup(pending << UInt32(8 * (3 - count)), letters: count + 1, to: &text)
            if isPadded {
                text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - count))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func appendGroup(_ bits: UInt32, letters: Int, to text: inout [UInt8]) {
        for index in 0..<letters {
            text.append(alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)])
        }
    }

    package func decode(_ text: some StringProtocol) -> [UInt8]? {
        decode(Array(text.utf8))
    }

    package func decode(_ text: [UInt8]) -> [UInt8]? {
        var letters = text[...]
        if isPadded {
            guard letters.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
        }
        let remainder = letters.count % 4
        guard remainder != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(letters.count * 3 / 4)
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for letter in letters {
            let value = values[Int(letter)]
            guard value != 0xFF else { return nil }
            pending = pending << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
                pending &= (1 << bits) - 1
            }
        }
        return pending == 0 ? bytes : nil
    }
}
