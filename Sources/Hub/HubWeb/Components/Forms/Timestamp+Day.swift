internal import Values

/// Days as browsers send them, `2026-11-22`, by UTC.
extension Timestamp {
    /// When the day begins; nil for what is no day.
    init?(startOf day: String) {
        self.init(rfc3339: "\(day)T00:00:00Z")
    }

    /// When the day is over; nil for what is no day.
    init?(endOf day: String) {
        guard let start = Timestamp(startOf: day) else { return nil }
        self = start + .seconds(86_400)
    }
}
