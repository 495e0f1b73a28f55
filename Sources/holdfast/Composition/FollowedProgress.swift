internal import CommandLine
internal import JSON
internal import Values

/// How far a run is that somebody else does, as its stream tells: shown as a run of this machine
/// is.
struct FollowedProgress {
    /// The last thing that happened to it.
    var stage = "run"
    private let console: Console
    private let clock = ContinuousClock()
    private let start = ContinuousClock().now
    private var meter = RateMeter()

    init(_ console: Console) {
        self.console = console
    }

    mutating func note(_ progress: JSON, isJSON: Bool) {
        let elapsed = Double((clock.now - start).milliseconds) / 1000
        var line = ProgressLine(stage)
        line.bytes = progress["bytes"]?.wholeNumber ?? 0
        line.bytesTotal = progress["bytesExpected"]?.wholeNumber
        line.items = progress["entries"]?.wholeNumber ?? 0
        line.current = progress.told("current")
        line.elapsed = elapsed
        meter.note(line.bytes, at: elapsed)
        line.rate = meter.rate
        if isJSON {
            console.write("\(json(progress, line))\n")
        } else if let columns = console.errorColumns {
            console.complain("\r\u{1B}[K" + line.text(columns: columns - 1))
        }
    }

    /// Before something else is printed.
    func clear() {
        if console.errorColumns != nil { console.complain("\r\u{1B}[K") }
    }

    private func json(_ progress: JSON, _ line: ProgressLine) -> JSON {
        guard case .object(var object) = progress else { return progress }
        object["type"] = "progress"
        object["stage"] = .string(stage)
        if let rate = line.rate { object["bytesPerSecond"] = .integer(Int64(rate)) }
        if let left = line.secondsLeft { object["secondsLeft"] = .integer(Int64(left)) }
        return .object(object)
    }
}
