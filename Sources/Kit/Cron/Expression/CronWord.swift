/// A word of an expression and where it stands; reads the fields.
struct CronWord {
    private let scalars: ArraySlice<Unicode.Scalar>

    /// The words between blanks.
    static func split(_ scalars: [Unicode.Scalar]) -> [CronWord] {
        scalars.split { $0 == " " || $0 == "\t" }.map(CronWord.init)
    }

    private init(_ scalars: ArraySlice<Unicode.Scalar>) {
        self.scalars = scalars
    }

    var text: String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    var column: Int { scalars.startIndex + 1 }
    var end: Int { scalars.endIndex + 1 }

    /// For sentences: short, on one line, harmless to a terminal.
    var quoted: String {
        let longest = 30
        let shown = scalars.prefix(longest).map { $0.isPrintable ? Character($0) : "?" }
        return "'\(String(shown))\(scalars.count > longest ? "…" : "")'"
    }

    /// A sentence about this word.
    func error(
        _ kind: CronError.Kind, _ place: CronField.Place?, _ predicate: String
    ) -> CronError {
        let subject = place.map { "The \($0.title) \(quoted)" } ?? quoted
        return CronError(kind, at: place, column: column, "\(subject) \(predicate).")
    }

    func field(at place: CronField.Place) throws(CronError) -> CronField {
        var parts: [CronField.Part] = []
        for part in split(at: ",") { parts.append(try part.part(at: place)) }
        return CronField(place, parts, startsWithStar: scalars.first == "*")
    }

    private func split(at separator: Unicode.Scalar) -> [CronWord] {
        scalars.split(separator: separator, omittingEmptySubsequences: false).map(CronWord.init)
    }

    private func part(at place: CronField.Place) throws(CronError) -> CronField.Part {
        let halves = split(at: "/")
        guard halves.count <= 2 else { throw error(.badStep, place, "has two steps") }
        let step = halves.count == 2 ? try halves[1].step(at: place) : 1
        let ends = halves[0].split(at: "-")
        switch ends.count {
        case 1 where halves[0].text == "*":
            return .all(step: step)
        case 1 where halves.count == 1:
            return .value(try ends[0].value(at: place))
        case 1:
            _ = try ends[0].value(at: place)
            let last = place == .dayOfWeek ? 6 : place.range.upperBound
            throw error(
                .badStep, place,
                "has a step but no range; write \(ends[0].text)-\(last)/\(step) or */\(step)")
        case 2:
            return try range(ends[0], ends[1], step, at: place)
        default:
            throw error(.badValue, place, "has two dashes; a range is first-last")
        }
    }

    private func range(
        _ from: CronWord, _ to: CronWord, _ step: Int, at place: CronField.Place
    ) throws(CronError) -> CronField.Part {
        let first = try from.value(at: place)
        var last = try to.value(at: place)
        // A week that ends with Sunday: FRI-SUN.
        if place == .dayOfWeek, last == 0, first > 0 { last = 7 }
        guard first <= last else {
            let range = place.range
            let highest = place == .dayOfWeek ? 6 : range.upperBound
            throw error(
                .backwards, place,
                "runs backwards; write \(first)-\(highest),\(range.lowerBound)-\(last)")
        }
        return .range(first: first, last: last, step: step)
    }

    private func step(at place: CronField.Place) throws(CronError) -> Int {
        let longest = place.range.upperBound - place.range.lowerBound
        guard let step = number, (1...longest).contains(step) else {
            throw error(.badStep, place, "is no step from 1 to \(longest)")
        }
        return step
    }

    private func value(at place: CronField.Place) throws(CronError) -> Int {
        let names = place.names
        if let index = names.words.firstIndex(of: text.uppercased()) { return names.first + index }
        guard let number else {
            throw error(.badValue, place, "is not understood; allowed are \(place.allowed)")
        }
        guard place.range.contains(number) else {
            throw error(.outOfRange, place, "is out of range; allowed are \(place.allowed)")
        }
        return number
    }

    /// ASCII digits, few enough to be a number of any field.
    private var number: Int? {
        guard (1...4).contains(scalars.count), scalars.allSatisfy({ ("0"..."9").contains($0) })
        else { return nil }
        return Int(text)
    }
}

extension Unicode.Scalar {
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            false
        default: true
        }
    }
}
