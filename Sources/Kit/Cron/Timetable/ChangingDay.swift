/// A local date with a change of the clock on it or near it.
struct ChangingDay {
    /// A span in which the clock is not changed.
    private struct Span {
        let start: Int64
        let end: Int64
        let offset: Int64
    }

    /// Midnight as if the wall's clock showed UTC.
    private let midnight: Int64
    private let spans: [Span]

    init(midnight: Int64, first: Zone.Offset, changes: [Zone.Change]) {
        self.midnight = midnight
        var spans: [Span] = []
        var start = Int64.min
        var offset = Int64(first.seconds)
        for change in changes {
            spans.append(Span(start: start, end: change.at, offset: offset))
            start = change.at
            offset = Int64(change.after.seconds)
        }
        spans.append(Span(start: start, end: .max, offset: offset))
        self.spans = spans
    }

    /// The instants of wall times: the first showing of each. If all are skipped, the ends of the
    /// gaps they fall into. In no order, and perhaps one more than once.
    func instants(of minutes: [Int]) -> [Int64] {
        let walls = minutes.map { midnight + Int64($0) * 60 }
        let shown = walls.compactMap(firstShowing)
        return shown.isEmpty ? walls.compactMap(endOfGap) : shown
    }

    private func firstShowing(of wall: Int64) -> Int64? {
        for span in spans {
            let instant = wall - span.offset
            if instant >= span.start, instant < span.end { return instant }
        }
        return nil
    }

    /// The change that put the clock from before a wall time to after it.
    private func endOfGap(around wall: Int64) -> Int64? {
        zip(spans, spans.dropFirst()).first { before, after in
            before.end + before.offset <= wall && wall < after.start + after.offset
        }?.1.start
    }
}
