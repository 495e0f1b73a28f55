/// A moment in UTC, in milliseconds since 1970: the one clock value that is stored, sent and shown.
///
/// Timestamps never order events among machines; ids and sequences do. Arithmetic ends at the first
/// and the last moment there is: spans come from anywhere.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package init(seconds: Int64) {
        milliseconds = seconds.saturating(times: 1000)
    }

    /// Whole seconds since 1970, rounded towards the past.
    package var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : milliseconds.saturating(subtracting: 999) / 1000
    }

    package static func < (a: Timestamp, b: Timestamp) -> Bool {
        a.milliseconds < b.milliseconds
    }

    package static func + (moment: Timestamp, span: Duration) -> Timestamp {
        Timestamp(milliseconds: moment.milliseconds.saturating(adding: span.milliseconds))
    }

    package static func - (moment: Timestamp, span: Duration) -> Timestamp {
        Timestamp(
            milliseconds: moment.milliseconds.saturating(subtracting: span.milliseconds))
    }

    package static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .milliseconds(later.milliseconds.saturating(subtracting: earlier.milliseconds))
    }
}

extension Duration {
    /// What is told to who has to wait: whole ones, at least one.
    package var secondsToWait: Int { Int(max(1, (milliseconds + 999) / 1000)) }

    /// Whole milliseconds, rounded towards zero; as many as there are for more.
    package var milliseconds: Int64 {
        components.seconds.saturating(times: 1000)
            .saturating(adding: components.attoseconds / 1_000_000_000_000_000)
    }
}
