import Testing
import Values

@testable import Domain

@Suite struct KnownAttemptTests {
    private static let start = Timestamp(seconds: 1_700_000_000)
    private static let origin = EventOrigin(agent: ID(1), incarnation: ID(2), sequence: 1)

    private static func run(_ state: RunState, attempt: Int = 1) -> Run {
        var run = Run(
            id: ID(9), tenant: ID(1), kind: .backup, cause: .hub, subject: RunSubject(),
            position: RunPosition(state: state, attempt: attempt), created: start)
        if state.isFinal { run.ended = start + .seconds(500) }
        return run
    }

    /// One event a word: what it is, of which attempt, and at which second; `!` where the hub
    /// says it.
    private static func events(_ text: String) -> [KnownEvent] {
        text.split(separator: " ").enumerated().map { index, word in
            let parts = word.split(separator: ",").map(String.init)
            let isHubs = parts[0].hasSuffix("!")
            let name = isHubs ? String(parts[0].dropLast()) : parts[0]
            let time = start + .seconds(Int64(parts[2]) ?? 0)
            return KnownEvent(
                run: ID(9), number: Int64(index + 1), time: time, received: time,
                .init(
                    KnownEvent.Kind(rawValue: name) ?? .line,
                    name == "ended" && parts.last == "failed" ? .error : .info,
                    attempt: Int(parts[1]), code: parts.count > 3 ? parts[3] : nil,
                    text: "said"), origin: isHubs ? nil : origin)
        }
    }

    private static func shown(_ attempts: [KnownAttempt]) -> [String] {
        attempts.map { one in
            let end =
                switch one.end {
                case .ended(let state): state.rawValue
                default: "\(one.end)"
                }
            let took = one.took.map { "\($0.milliseconds / 1000)s" } ?? "-"
            return "\(one.number) \(end) \(took) \(one.code ?? "-")"
        }
    }

    @Test func eachAttemptHasItsTimesAndWhatCameOfIt() {
        let told = Self.events(
            """
            queued!,1,0 given!,1,1 began,1,2 retried,1,11,source_denied given!,2,40 began,2,41 \
            finalizing,2,50 ended,2,60,succeeded
            """)
        let attempts = KnownAttempt.attempts(of: Self.run(.succeeded, attempt: 2), told: told)
        #expect(
            Self.shown(attempts) == ["1 retried 9s source_denied", "2 succeeded 19s -"])
        #expect(attempts.map(\.began) == [Self.start + .seconds(2), Self.start + .seconds(41)])
    }

    @Test func oneThatGoesOnIsOpenAndTheHubsOwnEndClosesIt() {
        let told = Self.events("began,1,5")
        let open = KnownAttempt.attempts(of: Self.run(.running), told: told)
        #expect(Self.shown(open) == ["1 open - -"])
        let ended = KnownAttempt.attempts(of: Self.run(.cancelled), told: told)
        #expect(Self.shown(ended) == ["1 cancelled - -"])
        #expect(ended[0].ended == Self.start + .seconds(500))
        #expect(
            KnownAttempt.attempts(of: Self.run(.queued), told: Self.events("queued!,1,0")) == [])
    }

    @Test func aLostAttemptHasNoDurationByTwoClocks() {
        let told = Self.events("began,1,5 interrupted!,1,90,lease_expired began,1,95 ended,1,99,x")
        let attempts = KnownAttempt.attempts(of: Self.run(.failed), told: told)
        #expect(Self.shown(attempts) == ["1 interrupted - lease_expired", "1 failed 4s x"])
    }

    @Test func aWordThatComesTooLateChangesNothing() {
        let told = Self.events(
            "began,1,5 interrupted!,1,90 ended,1,91,failed began,2,95 retried,1,96,x")
        let attempts = KnownAttempt.attempts(of: Self.run(.running, attempt: 2), told: told)
        // The last word is of the first attempt, and is not believed of the second.
        #expect(Self.shown(attempts) == ["1 interrupted - -", "2 open - -"])
    }

    @Test func whereTheBeginningIsForgottenTheEndIsStillTold() {
        let told = Self.events("retried,3,11,vault_full")
        let attempts = KnownAttempt.attempts(of: Self.run(.failed, attempt: 4), told: told)
        #expect(Self.shown(attempts) == ["3 retried - vault_full"])
    }
}

@Suite struct UsualRunTests {
    private static func run(_ seconds: Int64, _ state: RunState = .succeeded, attempt: Int = 1)
        -> Run
    {
        let now = Timestamp(seconds: 1_700_000_000)
        var run = Run(
            id: ID(9), tenant: ID(1), kind: .backup, cause: .hub,
            subject: RunSubject(vaults: [ID(1)]),
            position: RunPosition(state: state, attempt: attempt), created: now)
        run.started = now
        run.ended = now + .seconds(seconds)
        run.tally.content = .mebibytes(Int(seconds))
        _ = run.outcomes.record(
            VaultOutcome(
                vault: ID(1), attempt: 1, result: .stored(locator: "a"),
                size: .kibibytes(Int(seconds))))
        return run
    }

    @Test func threeAreEnoughAndTwoAreNot() throws {
        #expect(UsualRun([20, 30].map { Self.run($0) }) == nil)
        let usual = try #require(UsualRun([20, 30, 25].map { Self.run($0) }))
        #expect(usual.duration == .seconds(20)...(.seconds(30)) && usual.runs == 3)
        #expect(usual.content == .mebibytes(20)...(.mebibytes(30)))
        #expect(usual.sent == .kibibytes(20)...(.kibibytes(30)))
    }

    @Test func oneOddNightIsNotUsual() {
        let usual = UsualRun([9000, 20, 30, 25, 1].map { Self.run($0) })
        #expect(usual?.duration == .seconds(20)...(.seconds(30)))
    }

    @Test func whatFailedOrWasTriedAgainDoesNotCountNorWhatIsLongAgo() {
        let others = [Self.run(1, .failed), Self.run(900, attempt: 2)]
        #expect(UsualRun(others + [20, 30].map { Self.run($0) }) == nil)
        let many = (1...15).map { Self.run($0 <= 10 ? 20 : 500) }
        #expect(UsualRun(many)?.duration == .seconds(20)...(.seconds(20)))
    }
}
