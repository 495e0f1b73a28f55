package import Values

/// One attempt of a run, as its events tell it.
package struct KnownAttempt: Hashable, Sendable {
    package enum End: Hashable, Sendable {
        /// It goes on, as far as anybody knows.
        case open
        /// It failed, and another one was to follow.
        case retried
        /// Its agent lost it.
        case interrupted
        case ended(RunState)
    }

    package let number: Int
    /// By the clock of whoever wrote it down.
    package var began: Timestamp?
    package var ended: Timestamp?
    package var end: End
    /// Why it came to nothing, where somebody said so.
    package var code: String?
    package var message: String
    /// Nil where it began and ended by two clocks.
    package var took: Duration?

    package init(
        number: Int, began: Timestamp? = nil, ended: Timestamp? = nil, end: End = .open,
        code: String? = nil, message: String = "", took: Duration? = nil
    ) {
        self.number = number
        self.began = began
        self.ended = ended
        self.end = end
        self.code = code
        self.message = message
        self.took = took
    }
}

extension KnownAttempt {
    /// The attempts of a run, the first one first.
    ///
    /// - Parameter steps: What happened to it, in order; lines and outcomes say nothing here. It
    ///   may lack its beginning.
    package static func attempts(of run: Run, told steps: [KnownEvent]) -> [KnownAttempt] {
        var attempts: [KnownAttempt] = []
        var beganBy: ID<Agent>?
        for step in steps {
            let number = step.attempt ?? attempts.last?.number ?? 1
            switch step.kind {
            case .began:
                attempts.append(KnownAttempt(number: number, began: step.time))
                beganBy = step.origin?.agent
            case .retried, .ended, .interrupted:
                // What is said of one that has ended came too late.
                if let last = attempts.last,
                    last.number > number || last.number == number && last.end != .open
                {
                    continue
                }
                if attempts.last?.end != .open || attempts.last?.number != number {
                    attempts.append(KnownAttempt(number: number))
                    beganBy = nil
                }
                let isOneClock = beganBy != nil && beganBy == step.origin?.agent
                attempts[attempts.count - 1].close(step, isOneClock: isOneClock)
            default: continue
            }
        }
        // The run's own state is what counts, and the hub ends one without a word of its own.
        let state = run.position.state
        if state.isFinal, let last = attempts.indices.last {
            switch attempts[last].end {
            case .retried, .interrupted: break
            case .open:
                attempts[last].ended = run.ended
                attempts[last].end = .ended(state)
            case .ended: attempts[last].end = .ended(state)
            }
        }
        return attempts
    }

    private mutating func close(_ step: KnownEvent, isOneClock: Bool) {
        let verdict = step.code.flatMap { RunVerdict(rawValue: $0) }
        end =
            switch step.kind {
            case .retried: .retried
            case .interrupted: .interrupted
            default: .ended(verdict?.state ?? (step.level == .error ? .failed : .warned))
            }
        ended = step.time
        code = verdict == nil ? step.code : nil
        message = step.text
        if isOneClock, let began, step.time >= began { took = step.time - began }
    }
}
