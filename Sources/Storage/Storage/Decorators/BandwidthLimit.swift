internal import Synchronization
package import Values

/// So many bytes in a second, shared by all who take from it, in the order in which they come. What
/// was not used is kept for a moment, so that short pauses cost nothing.
package final class BandwidthLimit: Sendable {
    /// How much unused time is kept.
    private static let burst = Duration.milliseconds(250)
    /// Less at a time would cost more in calls than it gives in evenness.
    private static let portionMin = 4 << 10
    /// How often somebody who waits looks whether the limit is another.
    private static let look = Duration.seconds(1)

    private let rate: @Sendable () -> ByteCount?
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    private let state = Mutex(State())

    private struct State {
        /// When everything taken so far will have been sent.
        var freeAt = Duration.zero
        /// What that was worked out by.
        var rate: ByteCount?
    }

    package convenience init(
        perSecond: ByteCount, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.init(clock: clock) { perSecond }
    }

    /// - Parameter rate: How much passes in a second at this moment; nil for as much as there is.
    package init(
        clock: any Clock<Duration> = ContinuousClock(),
        rate: @escaping @Sendable () -> ByteCount?
    ) {
        self.rate = rate
        elapsed = clock.stopwatch()
        sleep = { try await clock.sleep(for: $0) }
    }

    /// How much to send at once, so that nobody waits long for a piece of somebody else.
    package var portion: Int {
        perSecond.map { max(Self.portionMin, Int($0.bytes / 4)) } ?? .max
    }

    package var holdsBack: Bool { perSecond != nil }

    package var perSecond: ByteCount? {
        let rate = rate()
        precondition(rate.map { $0.bytes > 0 } ?? true, "nothing lets nothing through")
        return rate
    }

    /// Returns when `bytes` more may pass; soon where the limit is another by then.
    package func take(_ bytes: Int) async throws {
        guard let perSecond else { return }
        let now = elapsed()
        let turn = state.withLock { state in
            // What waits by another limit is not waited for.
            if state.rate != perSecond { state = State(freeAt: now, rate: perSecond) }
            state.freeAt = max(state.freeAt, now - Self.burst) + time(for: bytes, perSecond)
            return state.freeAt
        }
        while self.perSecond == perSecond {
            let wait = turn - elapsed()
            guard wait > .zero else { return }
            do {
                try await sleep(min(wait, Self.look))
            } catch is CancellationError {
                throw StorageError.cancellation()
            }
        }
    }

    private func time(for bytes: Int, _ perSecond: ByteCount) -> Duration {
        .seconds(Double(bytes) / Double(perSecond.bytes))
    }
}
