/// The times that most people want.
enum SchedulePreset: String, Sendable, CaseIterable {
    case hourly, sixHours, nightly, weekdays, weekly
    /// Written by hand.
    case own

    /// Nil for the person's own.
    var cron: String? {
        switch self {
        case .hourly: "0 * * * *"
        case .sixHours: "0 */6 * * *"
        case .nightly: "0 2 * * *"
        case .weekdays: "0 2 * * MON-FRI"
        case .weekly: "0 3 * * SUN"
        case .own: nil
        }
    }

    init(cron: String) {
        self = Self.allCases.first { $0.cron == cron } ?? .own
    }
}
