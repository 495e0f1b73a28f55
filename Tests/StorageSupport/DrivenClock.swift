internal import Synchronization
package import TestSupport

extension TestClock {
    /// Runs `body` while the clock is advanced, step by step, whenever somebody waits for it. How
    /// long it took by this clock.
    package func driving(
        step: Duration = .milliseconds(10), _ body: () async throws -> Void
    ) async throws -> Duration {
        let start = now
        let isOver = Flag()
        let failure = await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                while true {
                    await sleepers(1)
                    if isOver.isUp { return }
                    advance(by: step)
                }
            }
            var failure: (any Error)?
            do { try await body() } catch { failure = error }
            isOver.raise()
            // Somebody to be seen by the task above, which ends then.
            group.addTask { [self] in
                while !Task.isCancelled {
                    try? await self.sleep(until: now.advanced(by: step))
                }
            }
            await group.next()
            group.cancelAll()
            return failure
        }
        if let failure { throw failure }
        return start.duration(to: now)
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)

    var isUp: Bool { state.withLock { $0 } }

    func raise() { state.withLock { $0 = true } }
}
