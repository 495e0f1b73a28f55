internal import Values

/// Reads the fields of a moment.
struct GoTimeReader {
    private var position = 0

    mutating func time(_ text: Span<UInt8>) -> FileTime? {
        guard let year = number(text, 4), skip(text, "-"), let month = number(text, 2),
            skip(text, "-"), let day = number(text, 2), skip(text, "T"),
            let hour = number(text, 2), skip(text, ":"), let minute = number(text, 2),
            skip(text, ":"), let second = number(text, 2), let nanoseconds = fraction(text),
            let offset = offset(text), position == text.count,
            (1...12).contains(month), day >= 1,
            day <= CalendarDate.days(inMonth: month, of: year), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let date = CalendarDate(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return FileTime(
            seconds: date.secondsSince1970 - Int64(offset), nanoseconds: nanoseconds)
    }

    private mutating func skip(_ text: Span<UInt8>, _ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else {
            return false
        }
        position += 1
        return true
    }

    private mutating func digit(_ text: Span<UInt8>) -> Int? {
        guard position < text.count, (0x30...0x39).contains(text[position]) else { return nil }
        position += 1
        return Int(text[position - 1] - 0x30)
    }

    private mutating func number(_ text: Span<UInt8>, _ width: Int) -> Int? {
        var value = 0
        for _ in 0..<width {
            guard let next = digit(text) else { return nil }
            value = value * 10 + next
        }
        return value
    }

    /// Nanoseconds; none are 0.
    private mutating func fraction(_ text: Span<UInt8>) -> UInt32? {
        guard skip(text, ".") else { return 0 }
        guard var value = digit(text) else { return nil }
        var width = 1
        while let next = digit(text) {
            guard width < 9 else { continue }
            value = value * 10 + next
            width += 1
        }
        while width < 9 { (value, width) = (value * 10, width + 1) }
        return UInt32(value)
    }

    /// Seconds east of UTC.
    private mutating func offset(_ text: Span<UInt8>) -> Int? {
        if skip(text, "Z") { return 0 }
        let sign = skip(text, "+") ? 1 : -1
        guard sign == 1 || skip(text, "-"), let hours = number(text, 2), skip(text, ":"),
            let minutes = number(text, 2), hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
