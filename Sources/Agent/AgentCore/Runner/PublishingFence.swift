internal import Domain
internal import Engine

/// The last question before a snapshot can be seen: whether the run is still this agent's. What it
/// lets through is written down before, so that whoever dies next is known to have been there.
struct PublishingFence: Sendable {
    private let run: JournaledRun
    private let parts: RunnerParts
    private let control: RunControl
    /// Whether something was let through.
    let isPassed = Flag()

    init(_ run: JournaledRun, _ parts: RunnerParts, _ control: RunControl) {
        self.run = run
        self.parts = parts
        self.control = control
    }

    /// - Throws: When nothing of the run may be published any more.
    func pass() async throws {
        await control.confirmLease(parts.timer)
        guard control.mayPublish,
            await parts.persist(
                control, { try await parts.journal.finalize(run.attempt) }) == true,
            // Writing it down may have taken long.
            control.mayPublish
        else {
            throw EngineError(
                .cancelled, "the run ended, or is not this agent's any more: nothing was published")
        }
        isPassed.raise()
    }
}
