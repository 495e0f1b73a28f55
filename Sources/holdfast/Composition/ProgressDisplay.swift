internal import CommandLine
internal import Connector
internal import Engine
internal import Host
internal import JSON
internal import Values

/// Shows how far a run is: on a terminal as one line that is written over, with `--json` as a line
/// a second, otherwise not at all.
struct ProgressDisplay: Sendable {
    private static let onTerminal = Duration.milliseconds(200)
    private static let asJSON = Duration.seconds(1)

    let verb: String
    let progress: RunProgress
    let console: Console
    let isJSON: Bool

    /// Runs `work` and shows its progress until it ends.
    func show<Result: Sendable>(
        _ work: @Sendable () async throws -> Result
    ) async throws -> Result {
        guard isJSON || console.errorColumns != nil else { return try await work() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await watch() }
            defer {
                group.cancelAll()
                if !isJSON { console.complain("\r\u{1B}[K") }
            }
            return try await work()
        }
    }

    /// The same while the source is counted on the side, so that there is a share and a guess of
    /// the time that is left. Nobody counts when nobody looks.
    func show<Result: Sendable>(
        counting source: any Connector, _ work: @Sendable () async throws -> Result
    ) async throws -> Result {
        guard isJSON || console.errorColumns != nil else { return try await work() }
        let pool = try ThreadPool(name: "count", size: 1)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: pool) { [progress] in
                // Whatever is wrong with the source, the backup itself will say.
                guard let totals = try? source.measure({ _ in }) else { return }
                progress.update { $0.totals = totals }
            }
            defer { group.cancelAll() }
            return try await show(work)
        }
    }

    private func watch() async {
        let clock = ContinuousClock()
        let start = clock.now
        var meter = RateMeter()
        while !Task.isCancelled {
            let elapsed = Double((clock.now - start).milliseconds) / 1000
            let now = progress.now
            meter.note(now.bytes, at: elapsed)
            if isJSON {
                console.write(json(now, elapsed: elapsed, rate: meter.rate) + "\n")
            } else if let columns = console.errorColumns {
                let text = line(now, elapsed: elapsed, rate: meter.rate).text(columns: columns - 1)
                console.complain("\r\u{1B}[K" + text)
            }
            // Cancelled when the work has ended.
            try? await Task.sleep(for: isJSON ? Self.asJSON : Self.onTerminal)
        }
    }

    private func line(
        _ now: RunProgress.State, elapsed: Double, rate: Double?
    ) -> ProgressLine {
        var line = ProgressLine(verb)
        line.bytes = now.bytes
        line.bytesTotal = now.totals?.size.bytes
        line.items = now.entries
        line.issues = now.issues
        line.current = shown(now.current)
        line.elapsed = elapsed
        line.rate = rate
        return line
    }

    private func json(_ now: RunProgress.State, elapsed: Double, rate: Double?) -> String {
        var line = JSONObject()
        line["type"] = "progress"
        line["seconds"] = .number(elapsed)
        line["bytes"] = .integer(now.bytes)
        line["entries"] = .integer(now.entries)
        line["transferred"] = .integer(now.transferred)
        line["issues"] = JSON(now.issues)
        if let totals = now.totals {
            line["bytesTotal"] = .integer(totals.size.bytes)
            line["entriesTotal"] = .integer(totals.entries)
        }
        if let rate { line["bytesPerSecond"] = .integer(Int64(rate)) }
        return "\(JSON.object(line))"
    }
}
