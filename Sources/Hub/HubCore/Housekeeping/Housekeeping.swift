package import Host
package import Store
package import Telemetry

/// Forgets what is over: sessions, one-time links, announcements, and runs of long ago.
package struct Housekeeping: Sendable {
    /// Nothing depends on it being prompt: what is over is refused anyway.
    private static let interval: Duration = .seconds(3600)

    private let sessions: SessionOffice
    private let tokens: any OneTimeTokenStore
    private let announcements: Announcements
    private let history: History
    private let clock: WallClock
    private let log: Logger

    package init(
        sessions: SessionOffice, tokens: any OneTimeTokenStore, announcements: Announcements,
        history: History, clock: WallClock, log: Logger
    ) {
        self.sessions = sessions
        self.tokens = tokens
        self.announcements = announcements
        self.history = history
        self.clock = clock
        self.log = log
    }

    /// Runs until the task is cancelled.
    package func run() async throws {
        while !Task.isCancelled {
            do {
                try await sessions.sweep()
                try await tokens.removeDeadTokens(at: clock.now)
                try await announcements.sweep()
                try await history.sweep()
            } catch is CancellationError {
                return
            } catch {
                log.warning("housekeeping put off", ["reason": LoggedError(error)])
            }
            // A cancelled wait is how it ends.
            guard (try? await ContinuousClock().sleep(for: Self.interval)) != nil else { return }
        }
    }
}
