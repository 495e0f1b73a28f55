package import Host

/// Writes log lines. It is a value: whoever does something for one request or one run takes a
/// logger that carries its id in every line.
///
///     let log = log.with("run", run.id)
///     log.warning("vault is slow", ["vault": vault.id, "waited": waited])
///
/// Messages are fixed text and values are `Loggable`, so that nothing gets into a line by
/// interpolation. Never blocks and never throws.
package struct Logger: Sendable {
    private let threshold: LogThreshold
    private let writer: LogWriter
    private let clock: WallClock
    /// Already rendered in the writer's format.
    private var context: [UInt8] = []

    /// Lines below `level` are not made at all.
    package init(to writer: LogWriter, level: LogLevel = .info, clock: WallClock = .system) {
        self.init(to: writer, above: LogThreshold(level), clock: clock)
    }

    /// With a threshold that may be moved while lines are written.
    package init(
        to writer: LogWriter, above threshold: LogThreshold, clock: WallClock = .system
    ) {
        self.writer = writer
        self.threshold = threshold
        self.clock = clock
    }

    package var level: LogLevel { threshold.level }

    /// A logger that says this in every line, after what it already says.
    package func with(_ name: StaticString, _ value: some Loggable) -> Logger {
        var line = LogLine(fieldsIn: writer.format)
        line.add(name, value)
        var logger = self
        logger.context += line.bytes
        return logger
    }

    package func debug(_ message: StaticString, _ fields: Fields = [:]) {
        log(.debug, message, fields)
    }

    package func info(_ message: StaticString, _ fields: Fields = [:]) {
        log(.info, message, fields)
    }

    /// Something a person should look at, though the work went on.
    package func warning(_ message: StaticString, _ fields: Fields = [:]) {
        log(.warning, message, fields)
    }

    /// Something was not done that should have been.
    package func error(_ message: StaticString, _ fields: Fields = [:]) {
        log(.error, message, fields)
    }

    package typealias Fields = KeyValuePairs<StaticString, any Loggable>

    package func log(_ level: LogLevel, _ message: StaticString, _ fields: Fields) {
        write(level, message) { line in
            for (name, value) in fields { line.add(name, value.logged) }
        }
    }

    /// The quick way, for what is logged per request: `fill` adds fields to the line itself, and
    /// is not called when the level is off.
    package func write(
        _ level: LogLevel, _ message: StaticString, _ fill: (inout LogLine) -> Void
    ) {
        guard level >= self.level else { return }
        var line = LogLine(writer.format, at: clock.now, level, message, context: context)
        fill(&line)
        line.end()
        writer.write(line.bytes, isUrgent: level >= .warning)
    }
}
