internal import AgentProtocol
internal import Cron
package import Domain
internal import Host
internal import Telemetry
internal import Values

/// An agent from its start to its end: schedules that fire, runs that are made, a link that is
/// kept.
package struct AgentService: Sendable {
    private let parts: RunnerParts
    private let book: ConfigurationBook
    private let runner: Runner
    private let link: AgentLink?
    /// Told how much of the machine may be taken, at the start and when that changes. May block.
    private let onLimits: @Sendable (AgentLimits) -> Void

    /// The clock of the day may jump at any time: it is looked at so often.
    private static let lookPause = Duration.seconds(30)
    private static let trimPause = Duration.seconds(3600)

    /// - Parameter link: nil for an agent that is to stay alone.
    package init(
        parts: RunnerParts, book: ConfigurationBook, runner: Runner, link: AgentLink?,
        onLimits: @escaping @Sendable (AgentLimits) -> Void = { _ in }
    ) {
        self.parts = parts
        self.book = book
        self.runner = runner
        self.link = link
        self.onLimits = onLimits
    }

    /// Runs until `stop` returns, and then ends everything in order: what goes on is left so that
    /// the next life goes on with it, and hooks after backups have run.
    package func run(until stop: @escaping @Sendable () async -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: parts.pool) { try await runner.run() }
            group.addTask(executorPreference: parts.pool) { try await fire() }
            group.addTask(executorPreference: parts.pool) { try await trim() }
            group.addTask(executorPreference: parts.pool) {
                for await _ in book.changed.strokes() {
                    onLimits(book.configuration?.limits ?? .none)
                    runner.wake.ring()
                }
            }
            if let link { group.addTask(executorPreference: parts.pool) { await link.run() } }
            group.addTask {
                await stop()
                await runner.stop()
            }
            // The runner ends when it was stopped and nobody works any more; everything else has
            // no end of its own. Whatever fails ends all.
            while try await group.next() != nil {
                if await runner.hasStopped { break }
            }
            group.cancelAll()
            do {
                try await group.waitForAll()
            } catch is CancellationError {
                // As they were asked to.
            }
        }
    }

    /// Fires what is due, and wakes whoever waits for another attempt.
    private func fire() async throws {
        while true {
            var next: [Timestamp] = []
            if let configuration = book.configuration, book.standing.takesRuns {
                do {
                    let due = try await parts.journal.fire(
                        configuration, zones: zones(of: configuration))
                    next += [due].compactMap(\.self)
                } catch let error as CancellationError {
                    throw error
                } catch {
                    parts.log.error("schedules cannot be looked at", ["reason": "\(error)"])
                }
            }
            runner.wake.ring()
            next += [await runner.nextAttempt()].compactMap(\.self)
            let wait = next.map { $0 - parts.wall.now }.filter { $0 > .zero }.min()
            try await pause(min(wait ?? Self.lookPause, Self.lookPause))
        }
    }

    /// Until then, or until another configuration holds.
    private func pause(_ wait: Duration) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [timer = parts.timer] in try await timer.sleep(for: wait) }
            group.addTask { [changed = book.changed] in
                // The first stroke is for what was there before.
                var isFirst = true
                for await _ in changed.strokes() {
                    if !isFirst { return }
                    isFirst = false
                }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func zones(of configuration: AgentConfiguration) -> [String: Zone] {
        var zones: [String: Zone] = [:]
        for name in Set(configuration.schedules.map(\.time.zone)) {
            do {
                zones[name] = try ZoneFolder.system.zone(named: name)
            } catch {
                parts.log.error("time zone is not known here", ["zone": name])
            }
        }
        return zones
    }

    private func trim() async throws {
        while true {
            do {
                try await parts.journal.trim()
            } catch let error as CancellationError {
                throw error
            } catch {
                parts.log.error("journal cannot be trimmed", ["reason": "\(error)"])
            }
            try await parts.timer.sleep(for: Self.trimPause)
        }
    }
}
