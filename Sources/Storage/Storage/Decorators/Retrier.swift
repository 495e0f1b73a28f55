internal import Synchronization
internal import Values

/// Decides about failures and waits: shared by all calls of one `RetryingStorage`.
final class Retrier: Sendable {
    /// The failures of one call since it last got on.
    struct Row {
        var failures = 0
        var elapsed: (@Sendable () -> Duration)?
    }

    private let policy: RetryPolicy
    private let place: String
    private let clock: any Clock<Duration>
    private let random: Mutex<any RandomNumberGenerator & Sendable>
    private let report: @Sendable (StorageRetry) -> Void

    init(
        policy: RetryPolicy, place: String, clock: any Clock<Duration>,
        random: any RandomNumberGenerator & Sendable,
        report: @escaping @Sendable (StorageRetry) -> Void
    ) {
        self.policy = policy
        self.place = place
        self.clock = clock
        self.random = Mutex(random)
        self.report = report
    }

    /// Calls `body` until it succeeds, fails for good, or patience ends: then its last error is
    /// thrown. `mayRepeat` is asked after each failure that may pass.
    func retrying<Result>(
        _ call: StorageCall, _ object: ObjectName?,
        mayRepeat: (StorageError) async throws -> Bool = { _ in true },
        _ body: (_ failures: Int) async throws -> Result
    ) async throws -> Result {
        var row = Row()
        while true {
            do {
                return try await body(row.failures)
            } catch let error as StorageError where error.disposition == .retryable {
                guard try await mayRepeat(error) else { throw error }
                try await pause(after: error, of: call, object, &row)
            }
        }
    }

    /// Waits before the next attempt, or throws the error when patience has ended.
    func pause(
        after error: StorageError, of call: StorageCall, _ object: ObjectName?, _ row: inout Row
    ) async throws {
        row.failures += 1
        let elapsed = row.elapsed ?? clock.stopwatch()
        row.elapsed = elapsed
        let failures = row.failures
        let delay = random.withLock { random in
            policy.delay(afterFailures: failures, asked: error.retryAfter, using: &random)
        }
        guard elapsed() + delay <= policy.patience else { throw error }
        report(
            StorageRetry(
                call: call, object: object, place: place, failures: failures, delay: delay,
                error: error))
        do {
            try await clock.sleep(for: delay)
        } catch is CancellationError {
            throw StorageError.cancellation(object)
        }
    }
}

extension Clock where Duration == Swift.Duration {
    /// Tells how long ago it was made.
    func stopwatch() -> @Sendable () -> Duration {
        let start = now
        return { start.duration(to: now) }
    }
}

extension StorageError {
    var retryAfter: Duration? {
        if case .rateLimited(let after) = kind { after } else { nil }
    }
}
