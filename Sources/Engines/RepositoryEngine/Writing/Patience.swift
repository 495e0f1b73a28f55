/// How long a vault may stand still before it is left behind.
struct Patience: Sendable {
    enum Standing: Hashable, Sendable {
        /// Nobody waits for it.
        case idle
        case at(UInt64)
    }

    /// Looked at so often within the limit: as exact as anybody needs.
    private static let looks = 8

    let limit: Duration
    let clock: any Clock<Duration>

    /// Calls `giveUp` once when `standing` has been at the same place for too long; ends when the
    /// task is cancelled.
    func watch(
        _ standing: @Sendable () -> Standing, giveUp: @Sendable () -> Void
    ) async {
        var (last, same) = (Standing.idle, 0)
        while true {
            let now = standing()
            same = now == last && now != .idle ? same + 1 : 0
            last = now
            if same >= Self.looks { return giveUp() }
            do {
                try await clock.sleep(for: limit / Self.looks)
            } catch {
                return
            }
        }
    }
}
