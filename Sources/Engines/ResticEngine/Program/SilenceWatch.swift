internal import Host
internal import Synchronization

/// Notices when nothing is heard for too long.
struct SilenceWatch: Sendable {
    struct Silent: Error {}

    let limit: Duration
    private let last: Shared

    private final class Shared: Sendable {
        let nanoseconds = Atomic<UInt64>(MonotonicTime.nanoseconds)
    }

    init(limit: Duration) {
        self.limit = limit
        last = Shared()
    }

    func heard() {
        last.nanoseconds.store(MonotonicTime.nanoseconds, ordering: .relaxed)
    }

    /// Returns only when the task is cancelled.
    func untilSilent() async throws -> Bool {
        while true {
            let silence = Duration.nanoseconds(
                Int64(
                    clamping: MonotonicTime.nanoseconds
                        &- last.nanoseconds.load(ordering: .relaxed)))
            guard silence < limit else { throw Silent() }
            do {
                try await ContinuousClock().sleep(for: limit - silence)
            } catch {
                return false
            }
        }
    }
}
