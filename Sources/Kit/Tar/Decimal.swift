/// Numbers of extended headers and sparse maps: digits and nothing else.
enum Decimal {
    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// Nil unless there is at least one digit, nothing else, and it fits.
    static func parse(_ text: ArraySlice<UInt8>) -> Int64? {
        guard !text.isEmpty else { return nil }
        var value: Int64 = 0
        for byte in text {
            guard let next = append(byte, to: value) else { return nil }
            value = next
        }
        return value
    }

    /// The number with one more digit; nil when that is none or it no longer fits.
    static func append(_ digit: UInt8, to value: Int64) -> Int64? {
        guard isDigit(digit) else { return nil }
        let (shifted, overflows) = value.multipliedReportingOverflow(by: 10)
        let (sum, carries) = shifted.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
        return overflows || carries ? nil : sum
    }
}
