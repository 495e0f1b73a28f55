/// One of the five places of an expression, as it was written and as what it means.
package struct CronField: Hashable, Sendable {
    package enum Place: Int, Hashable, Sendable, CaseIterable {
        case minute, hour, dayOfMonth, month, dayOfWeek
    }

    /// One element of a field's list.
    package enum Part: Hashable, Sendable {
        /// `*` or `*/step`
        case all(step: Int)
        /// `7` or `MON`
        case value(Int)
        /// `first-last` or `first-last/step`
        case range(first: Int, last: Int, step: Int)
    }

    package let place: Place
    package let parts: [Part]
    /// The field is written with a star in front. By the rule of Vixie cron, this decides how the
    /// two day fields work together.
    package let startsWithStar: Bool
    /// One bit for each value; Sunday is 0.
    private let bits: UInt64

    init(_ place: Place, _ parts: [Part], startsWithStar: Bool) {
        self.place = place
        self.parts = parts
        self.startsWithStar = startsWithStar
        var bits: UInt64 = 0
        for value in parts.flatMap({ $0.values(in: place.range) }) {
            bits |= 1 << UInt64(place == .dayOfWeek ? value % 7 : value)
        }
        self.bits = bits
    }

    package func contains(_ value: Int) -> Bool { bits >> UInt64(value) & 1 == 1 }

    /// Ascending; Sunday is 0.
    package var values: [Int] { (0..<64).filter(contains) }

    /// The field allows every value of its place.
    package var isEverything: Bool {
        place.range.allSatisfy { contains(place == .dayOfWeek ? $0 % 7 : $0) }
    }
}

extension CronField.Place {
    /// The numbers that may be written. Both 0 and 7 are Sunday.
    package var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// Names that stand for numbers, in any case, and the number of the first.
    var names: (words: [String], first: Int) {
        switch self {
        case .month:
            (
                [
                    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC",
                ], 1
            )
        case .dayOfWeek: (["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], 0)
        default: ([], 0)
        }
    }

    /// For sentences.
    var title: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of month"
        case .month: "month"
        case .dayOfWeek: "day of week"
        }
    }

    /// What may be written, for sentences.
    var allowed: String {
        let numbers = "\(range.lowerBound) to \(range.upperBound)"
        return switch self {
        case .month: "\(numbers) or JAN to DEC"
        case .dayOfWeek: "\(numbers) or SUN to SAT"
        default: numbers
        }
    }
}

extension CronField.Part {
    fileprivate func values(in range: ClosedRange<Int>) -> [Int] {
        switch self {
        case .all(let step):
            Array(stride(from: range.lowerBound, through: range.upperBound, by: step))
        case .value(let value): [value]
        case .range(let first, let last, let step):
            Array(stride(from: first, through: last, by: step))
        }
    }
}
