internal import CommandLine
internal import Domain

/// Which snapshots are to stay.
struct RetentionOptions: ParameterGroup {
    private let counts: [(period: RetentionPeriod, option: Option<Int?>)] =
        RetentionPeriod.allCases.map { period in
            let help =
                period == .last
                ? "Keep this many of the latest snapshots."
                : "Keep the last snapshot of this many \(period.plural)."
            return (period, .optional("keep-\(period.rawValue)", .integer(in: 0...100_000), help))
        }
    private let within = Option.optional(
        "keep-within", .span, "Keep everything of this span before the latest one, as in 1y6mo.")
    private let ageMin = Option.optional(
        "keep-younger-than", .duration(to: .seconds(100 * 366 * 86_400)),
        "Keep everything younger than this.")
    private let ageMax = Option.optional(
        "drop-older-than", .duration(to: .seconds(100 * 366 * 86_400)),
        "Without a rule that keeps it, a snapshot goes when it is older than this.")

    var parameters: [any Parameter] { counts.map(\.option) + [within, ageMin, ageMax] }

    func rules(_ invocation: Invocation) -> RetentionRules {
        var rules = RetentionRules(
            within: invocation[within], ageMin: invocation[ageMin], ageMax: invocation[ageMax])
        for (period, option) in counts { rules.counts[period] = invocation[option] }
        return rules
    }
}

extension RetentionPeriod {
    fileprivate var plural: String {
        switch self {
        case .last: "snapshots"
        case .hourly: "hours"
        case .daily: "days"
        case .weekly: "weeks"
        case .monthly: "months"
        case .yearly: "years"
        }
    }
}

extension Syntax where Value == CalendarSpan {
    fileprivate static var span: Syntax {
        Syntax(
            "SPAN",
            reading: { text throws(SyntaxRefusal) in
                guard let span = CalendarSpan(text) else {
                    throw SyntaxRefusal("is not a span such as 14d, 6mo or 1y6mo")
                }
                return span
            }, writing: { "\($0)" })
    }
}
