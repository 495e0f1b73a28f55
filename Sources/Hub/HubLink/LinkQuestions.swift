internal import AgentProtocol
internal import Synchronization
internal import Values

/// The questions that one link's agent has not answered yet.
final class LinkQuestions: Sendable {
    fileprivate struct State {
        var last: Int64 = 0
        var waiting: [Int64: CheckedContinuation<Answer?, Never>] = [:]
        var isOver = false
    }

    /// People wait for each; more at once are not people.
    static let waitingMax = 100
    /// An agent gives itself a minute.
    static let patience = Duration.seconds(75)

    private let outbox: LinkOutbox
    private let state = Mutex(State())

    init(outbox: LinkOutbox) {
        self.outbox = outbox
    }

    /// Nil where no answer comes: the link ends, too many wait, or it takes too long.
    func ask(_ question: Question) async throws -> Answer? {
        try Task.checkCancellation()
        guard let number = state.withLock({ $0.next() }) else { return nil }
        return await withTaskCancellationHandler {
            await withTaskGroup(of: Answer?.self) { group in
                group.addTask { await self.answer(to: question, number) }
                group.addTask {
                    // Cancelled when the answer is there.
                    try? await ContinuousClock().sleep(for: Self.patience)
                    self.take(nil, to: number)
                    return nil
                }
                defer { group.cancelAll() }
                return await group.next() ?? nil
            }
        } onCancel: {
            take(nil, to: number)
        }
    }

    private func answer(to question: Question, _ number: Int64) async -> Answer? {
        await withCheckedContinuation { waiter in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiting[number] = waiter }
                return state.isOver
            }
            guard !isOver else {
                waiter.resume(returning: nil)
                return
            }
            if !outbox.put(.question(QuestionAsked(question)), asks: number) || outbox.isOver {
                take(nil, to: number)
            }
        }
    }

    /// An answer to what nobody asked, or waits for any more, is passed over.
    func take(_ answer: Answer?, to number: Int64?) {
        guard let number else { return }
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: answer)
    }

    /// Nobody will answer any more.
    func end() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for waiter in waiting { waiter.resume(returning: nil) }
    }
}

extension LinkQuestions.State {
    /// The number of one more question; nil where too many wait.
    fileprivate mutating func next() -> Int64? {
        guard !isOver, waiting.count < LinkQuestions.waitingMax else { return nil }
        last += 1
        return last
    }
}
