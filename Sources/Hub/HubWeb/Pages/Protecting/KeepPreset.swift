internal import Domain

/// How long most people keep things.
enum KeepPreset: String, Sendable, CaseIterable {
    case week, usual, years, everything

    var rules: RetentionRules {
        switch self {
        case .week: RetentionRules(counts: [.daily: 7])
        case .usual: RetentionRules(counts: [.daily: 7, .weekly: 4, .monthly: 12])
        case .years:
            RetentionRules(counts: [.daily: 14, .weekly: 8, .monthly: 24, .yearly: 10])
        case .everything: RetentionRules()
        }
    }
}
