package import Domain
package import Values

/// A run that is being changed, with the events that are new.
package struct RunPage: Hashable, Sendable {
    package var run: Run
    package private(set) var events: [KnownEvent] = []

    package init(_ run: Run) {
        self.run = run
    }

    /// Writes down what happened, under the run's next number.
    /// - Parameter time: by the clock of whoever says so.
    package mutating func note(
        _ content: KnownEvent.Content, at time: Timestamp, received now: Timestamp,
        from origin: EventOrigin? = nil
    ) {
        run.tally.events += 1
        events.append(
            KnownEvent(
                run: run.id, number: run.tally.events, time: time, received: now, content,
                origin: origin))
    }

    /// A line of the run's log, or one more that is only counted.
    package mutating func noteLine(
        _ level: KnownEvent.Level, _ text: String, at time: Timestamp, received now: Timestamp,
        from origin: EventOrigin
    ) {
        let bytes = run.tally.lineBytes + ByteCount(Int64(text.utf8.count))
        guard run.tally.lines < RunTally.linesMax, bytes <= RunTally.lineBytesMax else {
            run.tally.linesDropped += 1
            return
        }
        run.tally.lines += 1
        run.tally.lineBytes = bytes
        note(KnownEvent.Content(.line, level, text: text), at: time, received: now, from: origin)
    }
}
