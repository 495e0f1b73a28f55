extension [UInt8] {
    package init(copying bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
    }
}

extension Span<UInt8> {
    var text: String {
        String(decoding: [UInt8](copying: self), as: UTF8.self)
    }

    func starts(with prefix: some Collection<UInt8>) -> Bool {
        guard count >= prefix.count else { return false }
        var index = 0
        for byte in prefix {
            guard self[index] == byte else { return false }
            index += 1
        }
        return true
    }
}

extension Secret {
    /// For whoever takes nothing but strings, which nobody wipes.
    package func revealed() -> String { withBytes { $0.text } }

    /// Appends lower-case hexadecimal digits, in a time that does not depend on them.
    func appendHex(to text: inout [UInt8]) {
        withBytes { bytes in
            for index in bytes.indices {
                text.append(Self.hexDigit(bytes[index] >> 4))
                text.append(Self.hexDigit(bytes[index] & 15))
            }
        }
    }

    /// 0...9 become 48...57 and 10...15 become 97...102, without a branch or a table.
    private static func hexDigit(_ value: UInt8) -> UInt8 {
        let isLetter = (9 &- value) >> 7
        return 48 &+ value &+ isLetter &* 39
    }

    /// Reads exactly `count` bytes of lower-case hexadecimal digits; nil otherwise.
    init?(hex text: Span<UInt8>, count: Int) {
        guard text.count == 2 * count else { return nil }
        var isHex = true
        let secret = unsafe Secret(count: count) { bytes in
            for index in 0..<count {
                let high = Self.hexValue(text[2 * index])
                let low = Self.hexValue(text[2 * index + 1])
                isHex = isHex && high < 16 && low < 16
                unsafe bytes[index] = high << 4 | low & 15
            }
        }
        guard isHex else { return nil }
        self = secret
    }

    /// The digit's value, or 16 and more for anything else.
    private static func hexValue(_ digit: UInt8) -> UInt8 {
        let decimal = digit &- 48
        let letter = digit &- 97
        let isDecimal = UInt8(truncatingIfNeeded: (Int(decimal) - 10) >> 8)
        let isLetter = UInt8(truncatingIfNeeded: (Int(letter) - 6) >> 8)
        return (decimal & isDecimal) | ((letter &+ 10) & isLetter) | (128 & ~(isDecimal | isLetter))
    }
}
