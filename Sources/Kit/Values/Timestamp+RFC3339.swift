extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds, as in `2026-11-21T03:46:29.000Z`.
    package var description: String {
        let date = CalendarDate(secondsSince1970: seconds)
        let millisecond = Int(milliseconds - seconds * 1000)
        return "\(date.year.padded(to: 4))-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))"
            + "T\(date.hour.padded(to: 2)):\(date.minute.padded(to: 2))"
            + ":\(date.second.padded(to: 2)).\(millisecond.padded(to: 3))Z"
    }

    /// Reads RFC 3339 with any offset and any number of fraction digits (beyond the third they
    /// are dropped); nil where a field is out of its range.
    package init?(rfc3339 text: some StringProtocol) {
        var reader = DigitReader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
            reader.skip("-"), let day = reader.number(2),
            reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2),
            reader.skip(":"), let second = reader.number(2)
        else { return nil }
        var millisecond = 0
        if reader.skip(".") {
            guard let fraction = reader.fraction() else { return nil }
            millisecond = fraction
        }
        guard let offset = reader.offset(), reader.isAtEnd,
            (1...12).contains(month), day >= 1,
            day <= CalendarDate.days(inMonth: month, of: year), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let date = CalendarDate(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        milliseconds = (date.secondsSince1970 - Int64(offset)) * 1000 + Int64(millisecond)
    }
}

extension Int {
    /// Decimal digits with leading zeros up to `width`.
    package func padded(to width: Int) -> String {
        let digits = String(magnitude)
        let zeros = String(repeating: "0", count: Swift.max(0, width - digits.utf8.count))
        return (self < 0 ? "-" : "") + zeros + digits
    }
}

/// Reads the fixed-width digit fields of a timestamp.
private struct DigitReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Character) -> Bool {
        guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
        position += 1
        return true
    }

    mutating func digit() -> Int? {
        guard position < bytes.count, (48...57).contains(bytes[position]) else { return nil }
        position += 1
        return Int(bytes[position - 1] - 48)
    }

    mutating func number(_ width: Int) -> Int? {
        var value = 0
        for _ in 0..<width {
            guard let next = digit() else { return nil }
            value = value * 10 + next
        }
        return value
    }

    /// Fraction digits as milliseconds.
    mutating func fraction() -> Int? {
        guard var value = digit() else { return nil }
        var width = 1
        while let next = digit() {
            if width < 3 {
                value = value * 10 + next
                width += 1
            }
        }
        while width < 3 {
            value *= 10
            width += 1
        }
        return value
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign = skip("+") ? 1 : -1
        guard sign == 1 || skip("-"), let hours = number(2), skip(":"), let minutes = number(2),
            hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
