/// How long work may stand still before somebody is given up.
struct Patience: Sendable {
    let limit: Duration
    let clock: any Clock<Duration>

    /// Runs `work`, and ends it with an error when `progress` says the same for too long.
    /// - Parameter giveUp: Called then, before anything is cancelled: it has to see to it that what
    ///   `work` waits for fails, because waiting does not end by being cancelled.
    func watch<Result: Sendable>(
        _ progress: @escaping @Sendable () -> UInt64,
        orGiveUp giveUp: @escaping @Sendable () -> any Error,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await work() }
            group.addTask {
                var before = progress()
                while true {
                    try await sleep()
                    let now = progress()
                    if now == before { throw giveUp() }
                    before = now
                }
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    private func sleep() async throws {
        try await clock.sleep(for: limit)
    }
}
