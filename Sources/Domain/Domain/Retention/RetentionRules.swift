internal import Values

/// Which snapshots of a source a vault keeps.
///
/// The strongest word comes first: a hold, a pin, the least age, the keep rules, the greatest age.
/// A snapshot that a keep rule wants stays however old it is; without keep rules everything up to
/// the greatest age stays; without any rule, everything. What is damaged counts for no rule, and
/// none takes it.
package struct RetentionRules: Hashable, Sendable {
    /// For each kind of period, how many of the latest periods keep their last snapshot.
    package var counts: [RetentionPeriod: Int]
    /// Everything of this span before the latest snapshot stays.
    package var within: CalendarSpan?
    /// Younger ones stay.
    package var ageMin: Duration?
    /// Older ones go unless a keep rule wants them.
    package var ageMax: Duration?

    package init(
        counts: [RetentionPeriod: Int] = [:], within: CalendarSpan? = nil,
        ageMin: Duration? = nil, ageMax: Duration? = nil
    ) {
        self.counts = counts
        self.within = within
        self.ageMin = ageMin
        self.ageMax = ageMax
    }

    package var hasKeepRules: Bool { within != nil || counts.values.contains { $0 > 0 } }
    package var isEmpty: Bool { !hasKeepRules && ageMax == nil }
}

/// The kinds of periods that keep rules count.
package enum RetentionPeriod: String, Hashable, Sendable, CaseIterable {
    /// Each snapshot is a period of its own.
    case last
    case hourly, daily, weekly, monthly, yearly

    /// The period that a moment falls into, as people write it. Weeks are those of ISO 8601.
    func name(of date: CalendarDate, at moment: Timestamp) -> String {
        let day = "\(date.year)-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))"
        switch self {
        case .last: return "\(moment)"
        case .hourly: return "\(day) \(date.hour.padded(to: 2)):00"
        case .daily: return day
        case .weekly:
            let week = date.week
            return "\(week.year)-W\(week.number.padded(to: 2))"
        case .monthly: return "\(date.year)-\(date.month.padded(to: 2))"
        case .yearly: return "\(date.year)"
        }
    }
}
