internal import Values

/// Reads time expressions.
struct CronReader {
    /// The longest list anybody writes, all sixty minutes, takes 170 characters.
    private static let longest = 512

    private static let macros: [(name: String, fields: String)] = [
        ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"),
        ("@weekly", "0 0 * * 0"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"),
        ("@hourly", "0 * * * *"),
    ]

    /// Shorter ones would be due again before their run has begun.
    private static let shortestInterval = Duration.seconds(60)
    private static let longestInterval = Duration.seconds(366 * 86_400)

    let text: String
    private let words: [CronWord]

    init(_ text: some StringProtocol) throws(CronError) {
        guard text.utf8.count <= Self.longest else {
            throw CronError(.tooLong, "The expression is longer than \(Self.longest) characters.")
        }
        words = CronWord.split(Array(text.unicodeScalars))
        guard !words.isEmpty else { throw CronError(.empty, "The expression is empty.") }
        self.text = words.map(\.text).joined(separator: " ")
    }

    func meaning() throws(CronError) -> CronExpression.Meaning {
        if words[0].text.hasPrefix("@") { return try macro() }
        return .calendar(try Self.calendar(words))
    }

    private func macro() throws(CronError) -> CronExpression.Meaning {
        let name = words[0].text.lowercased()
        if name == "@every" { return .interval(try interval()) }
        if words.count == 1, let macro = Self.macros.first(where: { $0.name == name }) {
            return .calendar(
                try Self.calendar(CronWord.split(Array(macro.fields.unicodeScalars))))
        }
        let known = Self.macros.map(\.name).joined(separator: ", ")
        switch name {
        case "@reboot":
            throw CronError(
                .unknownMacro, column: words[0].column,
                "@reboot names no time; allowed are \(known) and @every.")
        case _ where words.count > 1 && Self.macros.contains { $0.name == name }:
            throw CronError(
                .fieldCount, column: words[1].column, "Nothing may follow \(name).")
        default:
            throw CronError(
                .unknownMacro, column: words[0].column,
                "There is no \(words[0].quoted); allowed are \(known) and @every.")
        }
    }

    private func interval() throws(CronError) -> Duration {
        let example = "as in @every 90m"
        guard words.count == 2 else {
            let column = words.count < 2 ? words[0].end : words[2].column
            throw CronError(
                .badInterval, column: column, "@every is followed by one duration, \(example).")
        }
        guard let interval = Duration(words[1].text) else {
            throw words[1].error(.badInterval, nil, "is no duration, \(example)")
        }
        guard interval >= Self.shortestInterval, interval <= Self.longestInterval,
            interval.milliseconds % 60_000 == 0
        else {
            throw words[1].error(
                .badInterval, nil, "is not a whole number of minutes from 1m to 366d")
        }
        return interval
    }

    private static func calendar(_ words: [CronWord]) throws(CronError) -> CronCalendar {
        let places = CronField.Place.allCases
        guard words.count == places.count else {
            let titles = places.map(\.title).joined(separator: ", ")
            let column = words.count < places.count ? words.last?.end : words[places.count].column
            throw CronError(
                .fieldCount, column: column ?? 1,
                "There are \(words.count) fields, but \(places.count) are needed: \(titles).")
        }
        var fields: [CronField] = []
        for (place, word) in zip(places, words) { fields.append(try word.field(at: place)) }
        let calendar = CronCalendar(
            minute: fields[0], hour: fields[1], dayOfMonth: fields[2], month: fields[3],
            dayOfWeek: fields[4])
        guard calendar.hasAnyDay else {
            throw words[2].error(
                .neverFires, .dayOfMonth, "never comes in month \(words[3].quoted)")
        }
        return calendar
    }
}
