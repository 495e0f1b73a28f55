package import Values

extension Syntax where Value == String {
    /// Any text that is not empty.
    package static var text: Syntax {
        Syntax("TEXT", reading: { text throws(Refusal) in try nonEmpty(text) }, writing: { $0 })
    }

    package static var file: Syntax { path(.files) }
    package static var folder: Syntax { path(.folders) }

    private static func path(_ completion: Completion) -> Syntax {
        Syntax(
            "PATH", completion: completion,
            reading: { text throws(Refusal) in
                guard !text.utf8.contains(0) else { throw Refusal("holds a NUL character") }
                return try nonEmpty(text)
            }, writing: { $0 })
    }

    private static func nonEmpty(_ text: String) throws(Refusal) -> String {
        guard !text.isEmpty else { throw Refusal("is empty") }
        return text
    }
}

extension Syntax where Value == String {
    /// An address that begins with one of the schemes and holds no password: settings and argument
    /// lists are shown to people, passwords are not.
    package static func url(schemes: [String]) -> Syntax {
        Syntax(
            "URL",
            reading: { text throws(Refusal) in
                let lower = text.lowercased()
                let authority = lower.drop { $0 != ":" }.dropFirst(3).prefix { !"/?#".contains($0) }
                let userInfo = authority.lastIndex(of: "@").map { authority[..<$0] } ?? ""
                guard !userInfo.contains(":"), !lower.contains("password=") else {
                    throw Refusal(
                        "holds a password, which is given in its own file", hidesText: true)
                }
                guard schemes.contains(where: { lower.hasPrefix("\($0)://") }),
                    text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
                else {
                    let starts = schemes.map { "\($0)://" }.joined(separator: " or ")
                    throw Refusal("is not an address that begins with \(starts)")
                }
                return text
            }, writing: { $0 })
    }
}

extension Syntax where Value == Int {
    package static func integer(in range: ClosedRange<Int>) -> Syntax {
        Syntax(
            "NUMBER", literal: .integer,
            reading: { text throws(Refusal) in
                guard let value = Int(text), range.contains(value) else {
                    throw Refusal(
                        "is not a whole number from \(range.lowerBound) to \(range.upperBound)")
                }
                return value
            }, writing: { "\($0)" })
    }
}

extension Syntax where Value == Bool {
    package static var boolean: Syntax {
        Syntax(
            "true|false", completion: .choices(["true", "false"]), literal: .boolean,
            reading: { text throws(Refusal) in
                switch text {
                case "true", "yes", "on", "1": return true
                case "false", "no", "off", "0": return false
                default: throw Refusal("is neither true nor false")
                }
            }, writing: { "\($0)" })
    }
}

extension Syntax where Value == Duration {
    /// A span as `Duration.init(_:)` reads it, at least `shortest` and at most `longest`.
    package static func duration(
        from shortest: Duration = .zero, to longest: Duration = .seconds(366 * 86_400)
    ) -> Syntax {
        Syntax(
            "DURATION",
            reading: { text throws(Refusal) in
                guard let value = Duration(text) else {
                    throw Refusal("is not a duration such as 30s, 5m or 1h30m")
                }
                guard (shortest...longest).contains(value) else {
                    throw Refusal("is not within \(shortest.text) and \(longest.text)")
                }
                return value
            }, writing: { $0.text })
    }
}

extension Syntax where Value == ByteCount {
    /// A size as `ByteCount.init(text:)` reads it, at least `smallest` and at most `largest`.
    package static func size(
        from smallest: ByteCount = ByteCount(0), to largest: ByteCount = ByteCount(Int64.max)
    ) -> Syntax {
        Syntax(
            "SIZE",
            reading: { text throws(Refusal) in
                guard let value = ByteCount(text: text) else {
                    throw Refusal("is not a size such as 512KiB, 64MiB or 10GB")
                }
                guard (smallest...largest).contains(value) else {
                    throw Refusal(
                        "is not within \(smallest.exactText) and \(largest.exactText)")
                }
                return value
            }, writing: { $0.exactText })
    }
}

extension Syntax
where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the raw values of an enumeration.
    package static var choice: Syntax {
        let choices = Value.allCases.map(\.rawValue)
        return Syntax(
            choices.joined(separator: "|"), completion: .choices(choices),
            reading: { text throws(Refusal) in
                guard let value = Value(rawValue: text) else {
                    let hint = closest(to: text, in: choices).map { " (did you mean \($0)?)" } ?? ""
                    let list = choices.joined(separator: ", ")
                    throw Refusal("is none of \(list)\(hint)")
                }
                return value
            }, writing: { $0.rawValue })
    }
}
