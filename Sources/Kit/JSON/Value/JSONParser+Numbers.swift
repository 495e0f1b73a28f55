extension JSONParser {
    mutating func number() throws(JSONError) -> JSON {
        let start = position
        let isNegative = current == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let magnitude = try wholePart()
        guard current == UInt8(ascii: ".") || current | 0x20 == UInt8(ascii: "e") else {
            return try integer(magnitude, isNegative: isNegative, from: start)
        }
        if current == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if current | 0x20 == UInt8(ascii: "e") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw JSONError(.numberTooBig, at: start)
        }
        return .number(value)
    }

    /// Nil where the digits, all read, are more than 64 bits hold.
    private mutating func wholePart() throws(JSONError) -> UInt64? {
        if current == UInt8(ascii: "0") {
            position += 1
            guard !isDigit(current) else { throw failure(.wrongNumber) }
            return 0
        }
        guard isDigit(current) else { throw failure(.wrongNumber) }
        var value: UInt64 = 0
        var fits = true
        while isDigit(current) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(current - 48))
            fits = fits && !overflow && !carry
            value = sum
            position += 1
        }
        return fits ? value : nil
    }

    private func integer(
        _ magnitude: UInt64?, isNegative: Bool, from start: Int
    ) throws(JSONError) -> JSON {
        guard let magnitude else { throw JSONError(.numberTooBig, at: start) }
        guard isNegative else { return JSON(magnitude) }
        // Minus zero is a double; as an integer its sign would be lost.
        if magnitude == 0 { return .number(-0.0) }
        guard magnitude <= UInt64(Int64.max) + 1 else {
            throw JSONError(.numberTooBig, at: start)
        }
        return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
    }

    private mutating func digits() throws(JSONError) {
        guard isDigit(current) else { throw failure(.wrongNumber) }
        while isDigit(current) { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
