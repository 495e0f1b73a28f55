package import Domain
internal import Store
internal import Values

/// Which lines of a run's log are wanted.
package struct LogFilter: Hashable, Sendable {
    /// And everything that is worse.
    package var least: KnownEvent.Level
    /// What a line says, in capitals or not; empty for any.
    package var text: String

    package init(least: KnownEvent.Level = .info, text: String = "") {
        self.least = least
        self.text = text
    }

    package var isEmpty: Bool { least == .info && text.isEmpty }

    package func admits(_ event: KnownEvent) -> Bool {
        let levels = KnownEvent.Level.allCases
        guard let rank = levels.firstIndex(of: event.level),
            let floor = levels.firstIndex(of: least), rank >= floor
        else { return false }
        return text.isEmpty
            || [event.text, event.code ?? ""].contains {
                $0.lowercased().contains(text.lowercased())
            }
    }
}

/// A part of a log, in order.
package struct LogPart: Sendable {
    package let events: [KnownEvent]
    /// Before which there is more to look at; nil where the log begins.
    package let earlier: Int64?
    /// The number of the last event that was looked at.
    package let last: Int64
}

extension RunDesk {
    /// The last lines of a run's log that are wanted, of those up to an event. Reads the log
    /// backwards, a bounded number of lines at a time: no more is kept of a run than
    /// `RunTally.linesMax`.
    ///
    /// - Parameter end: the number of the last event to look at; nil for the end of the log.
    package func log(
        of run: Run, matching filter: LogFilter, upTo end: Int64? = nil, limit: Int
    ) async throws -> LogPart {
        let end = min(end ?? .max, run.tally.events)
        var events: [KnownEvent] = []
        var start = end
        let step = Int64(filter.isEmpty ? limit : PageRequest.limitMax)
        while start > 0, events.count < limit {
            let upper = start
            start = max(0, upper - step)
            let page = try await self.events(
                of: run.id, in: run.tenant, after: start, limit: Int(upper - start))
            events = page.filter { $0.number <= upper && filter.admits($0) } + events
        }
        let shown = Array(events.suffix(limit))
        let begins = shown.count < events.count ? shown.first.map { $0.number - 1 } : nil
        let earlier = begins ?? start
        return LogPart(events: shown, earlier: earlier > 0 ? earlier : nil, last: end)
    }
}
