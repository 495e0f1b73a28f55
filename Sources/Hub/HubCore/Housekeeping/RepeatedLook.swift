internal import Telemetry

/// Something that the hub looks at again and again by itself. A look that fails is told of, and the
/// next one makes up for it.
struct RepeatedLook: Sendable {
    private let pause: Duration
    private let log: Logger
    private let failed: StaticString

    /// - Parameter failed: What is told of a look that failed, as in `vaults are made later`.
    init(every pause: Duration, log: Logger, failed: StaticString) {
        self.pause = pause
        self.log = log
        self.failed = failed
    }

    /// Looks after every pause, until the task is cancelled.
    func run(_ look: () async throws -> Void) async {
        // A cancelled wait is how it ends.
        while (try? await ContinuousClock().sleep(for: pause)) != nil {
            guard await once(look) else { return }
        }
    }

    /// False where the look was cancelled.
    @discardableResult
    func once(_ look: () async throws -> Void) async -> Bool {
        do {
            try await look()
        } catch is CancellationError {
            return false
        } catch {
            log.warning(failed, ["reason": LoggedError(error)])
        }
        return true
    }
}
