internal import Synchronization
package import Values

/// So many bytes in a second, shared by all who take from it, in the order in which they come. What
/// was not used is kept for a moment, so that short pauses cost nothing.
package final class BandwidthLimit: Sendable {
    /// How much unused time is kept.
    private static let burst = Duration.milliseconds(250)
    /// Less at a time would cost more in calls than it gives in evenness.
    private static let portionMin = 4 << 10

    package let perSecond: ByteCount
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    /// When everything taken so far will have been sent.
    private let freeAt = Mutex(Duration.zero)

    package init(perSecond: ByteCount, clock: any Clock<Duration> = ContinuousClock()) {
        precondition(perSecond.bytes > 0, "a limit of nothing lets nothing through")
        self.perSecond = perSecond
        elapsed = clock.stopwatch()
        sleep = { try await clock.sleep(for: $0) }
    }

    /// How much to send at once, so that nobody waits long for a piece of somebody else.
    package var portion: Int { max(Self.portionMin, Int(perSecond.bytes / 4)) }

    /// Returns when `bytes` more may pass.
    package func take(_ bytes: Int) async throws {
        let now = elapsed()
        let wait = freeAt.withLock { freeAt in
            freeAt = max(freeAt, now - Self.burst) + time(for: bytes)
            return freeAt - now
        }
        guard wait > .zero else { return }
        do {
            try await sleep(wait)
        } catch is CancellationError {
            throw StorageError.cancellation()
        }
    }

    private func time(for bytes: Int) -> Duration {
        .seconds(Double(bytes) / Double(perSecond.bytes))
    }
}
