internal import AgentProtocol
internal import Domain
internal import Host
internal import Synchronization
internal import Telemetry
internal import Values
internal import WebSocket

/// One link from its greeting to its end.
final class LinkSession: Sendable {
    let parts: LinkParts
    let channel: FrameChannel
    private let courier: RecordCourier
    private let heard = Mutex<Timestamp?>(nil)
    /// The leases of the last ping, until it is answered.
    private let asked = Mutex<LeaseQuestion?>(nil)

    private struct LeaseQuestion {
        let time: Timestamp
        let start: ContinuousClock.Instant
        let leases: [RunAttempt]
    }

    /// A hub that was silent for longer is gone, whatever the line says.
    private static let silenceMax = Duration.seconds(90)
    /// Progress is for eyes.
    private static let progressPause = Duration.seconds(1)
    private static let questionsMax = 4

    init(_ parts: LinkParts, _ channel: FrameChannel) {
        self.parts = parts
        self.channel = channel
        courier = RecordCourier(parts.journal)
    }

    /// Serves the link until it ends, and says why. Never returns without a reason.
    /// - Parameter onWelcome: Called once the hub has proved who it is.
    func run(onWelcome: @Sendable () -> Void) async throws -> Never {
        do {
            let agreement = try await within(LinkGreeting.patience) { [parts, channel] in
                try await LinkGreeting(parts: parts, channel: channel).greet()
            }
            try await settle(agreement)
            onWelcome()
            try await serve(agreement.welcome.heartbeat)
        } catch let error as ProtocolError {
            await channel.say(error.goodbye)
            throw LinkError(.misbehaved, error.message, advice: error.advice)
        } catch let error as LinkError where error.kind == .foreignHub {
            await channel.say(
                Goodbye(code: "not_believed", message: error.message, advice: error.advice))
            throw error
        } catch let error as LinkError {
            await channel.socket.finish()
            throw error
        } catch let error as CancellationError {
            // Nobody waits for an answer when the process is being stopped.
            await channel.say(
                Goodbye(code: "shutting_down", message: "The agent is being stopped."),
                lingers: false)
            throw error
        }
    }

    private func settle(_ agreement: LinkGreeting.Agreement) async throws {
        let welcome = agreement.welcome
        try await parts.journal.remember(welcome.hubIncarnation)
        try await parts.book.adopt(welcome.standing)
        try await courier.begin(agreement.lives, received: welcome.received)
        try await channel.send(.facts(try parts.facts()))
    }

    private func serve(_ heartbeat: Duration) async throws -> Never {
        let questions = QuestionQueue(max: Self.questionsMax)
        try await withThrowingTaskGroup(of: Never.self) { group in
            group.addTask { [self] in try await receive(questions) }
            group.addTask { [self] in try await deliver() }
            group.addTask { [self] in try await showProgress() }
            group.addTask { [self] in try await beat(every: heartbeat) }
            group.addTask { [self] in try await askAboutLeases() }
            group.addTask { [self] in try await answer(questions) }
            _ = try await group.next()
        }
        throw CancellationError()
    }

    // MARK: Out

    private func deliver() async throws -> Never {
        for await _ in parts.journal.recorded.strokes() {
            while let batch = try await courier.next() {
                try await channel.send(.records(batch))
            }
        }
        throw CancellationError()
    }

    private func showProgress() async throws -> Never {
        while true {
            try await parts.timer.sleep(for: Self.progressPause)
            for report in await parts.runner.progress() {
                try await channel.send(.progress(report))
            }
        }
    }

    private func beat(every heartbeat: Duration) async throws -> Never {
        var waited = Duration.zero
        while true {
            try await parts.timer.sleep(for: heartbeat)
            let isSilent = heard.withLock { heard in
                defer { heard = nil }
                return heard == nil
            }
            waited = isSilent ? waited + heartbeat : .zero
            guard waited <= Self.silenceMax else {
                throw LinkError(.silent, "The hub said nothing for \(waited.text).")
            }
            try await ping()
        }
    }

    /// Whoever is about to publish does not wait for the next heartbeat.
    private func askAboutLeases() async throws -> Never {
        for await _ in parts.runner.asks.strokes() {
            if await !parts.runner.leases().isEmpty { try await ping() }
        }
        throw CancellationError()
    }

    private func ping() async throws {
        let leases = await parts.runner.leases()
        let now = parts.wall.now
        let question = asked.withLock { asked in
            // Answers are known by the time of their question.
            let time = asked.map { $0.time >= now ? $0.time + .milliseconds(1) : now } ?? now
            let question = LeaseQuestion(time: time, start: .now, leases: leases)
            asked = question
            return question
        }
        try await channel.send(.ping(Ping(time: question.time, leases: leases)))
    }

    /// What a pong does not list as lost is renewed.
    private func take(_ pong: Pong) async throws {
        for attempt in pong.lost { try await parts.runner.lose(attempt) }
        let question = asked.withLock { asked -> LeaseQuestion? in
            guard asked?.time == pong.asked else { return nil }
            defer { asked = nil }
            return asked
        }
        guard let question else { return }
        let kept = question.leases.filter { !pong.lost.contains($0) }
        await parts.runner.renew(kept, from: question.start)
    }

    // MARK: In

    private func receive(_ questions: QuestionQueue) async throws -> Never {
        while true {
            let envelope = try await channel.receive()
            heard.withLock { $0 = parts.wall.now }
            switch envelope.message {
            case .received(let word):
                try await courier.received(word)
                parts.journal.recorded.ring()
            case .configuration(let signed): try await configure(signed)
            case .start(let order):
                let standing = parts.book.standing
                let reply = try await parts.runner.offer(order, standing: standing)
                try await channel.send(.reply(reply))
            case .cancel(let word): try await parts.runner.cancel(word.attempt)
            case .stop(let word): try await parts.runner.lose(word.attempt)
            case .question(let asked):
                guard let number = envelope.asks else {
                    throw ProtocolError(.malformed, "The hub asked without a number.")
                }
                if !questions.add(number, asked.question) {
                    try await channel.send(.answer(.busy), answers: number)
                }
            case .ping(let ping):
                try await channel.send(.pong(Pong(asked: ping.time, time: parts.wall.now)))
            case .pong(let pong): try await take(pong)
            case .challenge, .welcome, .goodbye:
                throw ProtocolError(.outOfOrder, "The hub began again in the middle of a link.")
            }
        }
    }

    /// Goes by a configuration that is the hub's, and says by which.
    private func configure(_ signed: SignedConfiguration) async throws {
        var failure: RunFailure?
        do throws(SignedConfiguration.Refusal) {
            failure = try await adopt(signed)
        } catch {
            failure = error.failure
            parts.log.warning("configuration refused", ["reason": failure?.message ?? ""])
        }
        let hash = parts.book.hash
        try await channel.send(.configured(Configured(hash: hash, failure: failure)))
    }

    /// - Returns: What of it the local policy forbids; the rest holds.
    private func adopt(
        _ signed: SignedConfiguration
    ) async throws(SignedConfiguration.Refusal) -> RunFailure? {
        do {
            try await parts.book.adopt(signed)
            try parts.keyring?.dropFormer()
        } catch let refusal as SignedConfiguration.Refusal {
            throw refusal
        } catch {
            parts.log.error("configuration cannot be kept", ["reason": "\(error)"])
            return RunFailure(error)
        }
        return parts.desk.refusal(of: parts.book.configuration)
    }

    private func answer(_ questions: QuestionQueue) async throws -> Never {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...Self.questionsMax {
                group.addTask { [self] in
                    for await (number, question) in questions.stream {
                        let answer = await parts.desk.answer(question)
                        questions.finish()
                        try await channel.send(.answer(AnswerGiven(answer)), answers: number)
                    }
                }
            }
            try await group.waitForAll()
        }
        throw CancellationError()
    }

    private func within<Result: Sendable>(
        _ patience: Duration, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await body() }
            group.addTask { [timer = parts.timer] in
                try await timer.sleep(for: patience)
                throw LinkError(.silent, "The hub took too long to begin the link.")
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}

extension AnswerGiven {
    fileprivate static let busy = AnswerGiven(
        .refused(
            RunFailure(
                code: "busy", message: "The agent answers other questions.",
                disposition: .retryable)))
}

extension SignedConfiguration.Refusal {
    /// What the hub is told.
    fileprivate var failure: RunFailure {
        switch self {
        case .badSignature:
            RunFailure(
                code: "bad_signature", message: "The configuration is not signed by the hub.",
                disposition: .needsOperator)
        case .malformed(let error):
            RunFailure(
                code: "malformed", message: error.message.fitForRecords,
                disposition: .needsOperator)
        case .foreign:
            RunFailure(
                code: "foreign", message: "The configuration is another agent's.",
                disposition: .permanent)
        case .replayed:
            RunFailure(
                code: "replayed", message: "The configuration is older than the one that holds.",
                disposition: .permanent)
        }
    }
}

/// Questions that wait, and how many there may be.
private final class QuestionQueue: Sendable {
    let stream: AsyncStream<(Int64, Question)>
    private let continuation: AsyncStream<(Int64, Question)>.Continuation
    private let open = Mutex(0)
    private let most: Int

    init(max: Int) {
        most = max
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// False where too many wait.
    func add(_ number: Int64, _ question: Question) -> Bool {
        let isFree = open.withLock { open in
            guard open < most else { return false }
            open += 1
            return true
        }
        if isFree { continuation.yield((number, question)) }
        return isFree
    }

    func finish() {
        open.withLock { $0 -= 1 }
    }
}
