/// Reads rules such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRuleReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    mutating func rule() throws(ZoneError) -> ZoneRule {
        let standardName = try name()
        let standard = -(try time(hours: 24))
        let offset = Zone.Offset(
            seconds: standard, isDaylight: false, abbreviation: standardName)
        guard position < bytes.count else { return ZoneRule(standard: offset, daylight: nil) }
        let daylightName = try name()
        let daylight = peek == UInt8(ascii: ",") ? standard + 3600 : -(try time(hours: 24))
        try expect(",")
        let start = try instant()
        try expect(",")
        let end = try instant()
        guard position == bytes.count else { throw malformed }
        return ZoneRule(
            standard: offset,
            daylight: ZoneRule.Daylight(
                offset: Zone.Offset(
                    seconds: daylight, isDaylight: true, abbreviation: daylightName),
                start: start, end: end))
    }

    private var malformed: ZoneError { ZoneError(.damaged, "The rule for later years is wrong.") }
    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Character) -> Bool {
        guard let peek, peek == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Character) throws(ZoneError) {
        guard take(character) else { throw malformed }
    }

    /// Letters, or between angle brackets letters, digits and signs.
    private mutating func name() throws(ZoneError) -> String {
        let isQuoted = take("<")
        let start = position
        while let peek, peek.isLetter || isQuoted && (peek.isDigit || peek.isSign) {
            position += 1
        }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        guard (1...16).contains(name.utf8.count), !isQuoted || take(">") else { throw malformed }
        return name
    }

    private mutating func number(_ range: ClosedRange<Int>) throws(ZoneError) -> Int {
        var value = 0
        let start = position
        while let peek, peek.isDigit, position - start < 3 {
            value = value * 10 + Int(peek - UInt8(ascii: "0"))
            position += 1
        }
        guard position > start, range.contains(value) else { throw malformed }
        return value
    }

    /// `[+-]h[:mm[:ss]]` in seconds.
    private mutating func time(hours: Int) throws(ZoneError) -> Int {
        let sign = take("-") ? -1 : 1
        if sign == 1 { _ = take("+") }
        var seconds = try number(0...hours) * 3600
        if take(":") {
            seconds += try number(0...59) * 60
            if take(":") { seconds += try number(0...59) }
        }
        return sign * seconds
    }

    private mutating func instant() throws(ZoneError) -> YearlyInstant {
        let day: YearlyInstant.Day
        if take("J") {
            day = .withoutLeapDay(try number(1...365))
        } else if take("M") {
            let month = try number(1...12)
            try expect(".")
            let week = try number(1...5)
            try expect(".")
            day = .ofMonth(month: month, week: week, weekday: try number(0...6))
        } else {
            day = .ofYear(try number(0...365))
        }
        let second = take("/") ? try time(hours: 167) : 2 * 3600
        return YearlyInstant(day: day, secondOfDay: second)
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x41...0x5A).contains(self & 0xDF) }
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isSign: Bool { self == UInt8(ascii: "+") || self == UInt8(ascii: "-") }
}
