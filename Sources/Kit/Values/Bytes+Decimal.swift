extension [UInt8] {
    /// Appends the number as people write it.
    package mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(decimal: number.magnitude)
    }

    /// Appends the number as people write it.
    package mutating func append(decimal number: UInt64) {
        let count = Self.digitCount(of: number)
        var rest = number
        // Digits come out from the last.
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var place = count
        while place > 0 {
            place -= 1
            digits[place] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
            rest /= 10
        }
        append(addingCapacity: count) { room in
            for place in 0..<count { room.append(digits[place]) }
        }
    }

    /// How long a number is when it is written down.
    package static func digitCount(of number: UInt64) -> Int {
        var count = 1
        var limit: UInt64 = 10
        while number >= limit {
            count += 1
            // The largest numbers have twenty digits.
            if count == 20 { break }
            limit &*= 10
        }
        return count
    }
}
