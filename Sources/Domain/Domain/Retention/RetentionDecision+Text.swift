internal import Values

extension RetentionDecision.Reason: CustomStringConvertible {
    /// For people, after "kept: " or "goes: ".
    package var description: String {
        switch self {
        case .held: "held"
        case .pinned: "pinned"
        case .younger(let age): "younger than \(age.text)"
        case .period(.last, _, let number, let count): "last \(number) of \(count)"
        case .period(let period, let name, let number, let count):
            "\(period.rawValue) \(number) of \(count) (\(name))"
        case .within(let span): "within \(span) of the latest"
        case .noRules: "no rule says otherwise"
        case .notOlder(let age): "not older than \(age.text)"
        case .lastGood: "the last good one"
        case .older(let age): "older than \(age.text)"
        case .noRuleKeepsIt: "no rule keeps it"
        case .damaged: "damaged"
        }
    }
}
