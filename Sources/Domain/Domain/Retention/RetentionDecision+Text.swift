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
        case .damaged: "damaged: no rule takes it"
        }
    }
}

extension RetentionDecision.Reason {
    /// Stable, as in `daily` or `last_good`.
    package var code: String {
        switch self {
        case .held: "held"
        case .pinned: "pinned"
        case .younger: "younger"
        case .period(let period, _, _, _): period.rawValue
        case .within: "within"
        case .noRules: "no_rules"
        case .notOlder: "not_older"
        case .lastGood: "last_good"
        case .older: "older"
        case .noRuleKeepsIt: "no_rule_keeps_it"
        case .damaged: "damaged"
        }
    }
}
