import Testing
import Values

@testable import Domain

@Suite struct OutcomeTests {
    private static let vaults: [ID<KnownVault>] = [ID(1), ID(2), ID(3)]

    /// s stored, f failed and worth another try, F failed for good, c cancelled, - nothing said.
    private static func outcomes(_ letters: String, attempt: Int = 1) -> VaultOutcomes {
        let vaults = Array(Self.vaults.prefix(letters.count))
        return VaultOutcomes(
            vaults: vaults,
            zip(vaults, letters).compactMap { vault, letter in
                result(letter).map { VaultOutcome(vault: vault, attempt: attempt, result: $0) }
            })
    }

    private static func result(_ letter: Character) -> VaultOutcome.Result? {
        switch letter {
        case "s": .stored(locator: "a")
        case "S": .stored(locator: "b")
        case "d": .done
        case "f": .failed(failure(.retryable))
        case "F": .failed(failure(.needsOperator))
        case "c": .cancelled
        default: nil
        }
    }

    private static func failure(_ disposition: Disposition) -> RunFailure {
        RunFailure(code: "x", message: "It failed.", disposition: disposition)
    }

    private func report(_ words: ArraySlice<String>) -> AttemptReport {
        var report = AttemptReport()
        for word in words {
            switch word {
            case "failure": report.failure = Self.failure(.retryable)
            case "hopeless": report.failure = Self.failure(.permanent)
            case "cancelled": report.wasCancelled = true
            case "issues": report.issues = 3
            case "hook": report.postHookFailed = true
            default: report.issueRule = IssueRule(rawValue: word) ?? .warn
            }
        }
        return report
    }

    @Test(
        arguments: Row.table(
            """
            s   succeeded
            d   succeeded
            sss succeeded
            f   failed
            fff failed
            -   failed
            ssf warned
            s-s warned
            sc  warned
            s   cancelled cancelled
            ff  cancelled cancelled
            s   warned issues
            s   warned issues warn
            s   failed issues fail
            s   failed issues fail_fast
            s   succeeded fail
            s   warned hook
            f   failed hook
            -   failed failure
            ss  warned failure
            sf  warned failure
            """))
    func theVerdictFollowsFromTheOutcomes(row: Row) {
        let verdict = RunVerdict(report(row.cells.dropFirst(2)), Self.outcomes(row[0]))
        #expect(verdict.rawValue == row[1])
    }

    @Test func noVaultsAreNoFailure() {
        // As of an update or a restore, whose only word is the attempt's.
        #expect(RunVerdict(AttemptReport(), VaultOutcomes(vaults: [])) == .succeeded)
        #expect(RunVerdict(report(["failure"]), VaultOutcomes(vaults: [])) == .failed)
    }

    /// Kind, outcomes, attempt of three, what is said besides; then the end, or whom the next
    /// attempt is for.
    @Test(
        arguments: Row.table(
            """
            backup  sss 1 | succeeded
            backup  sff 1 | 2,3
            backup  sff 2 | 2,3
            backup  sff 3 | warned
            backup  fff 3 | failed
            backup  sF  1 | warned
            backup  FF  1 | failed
            backup  fF  1 | 1,2
            backup  s-  1 | 2
            backup  -   1 | 1 failure
            backup  -   1 | failed hopeless
            backup  s   1 | failed issues fail
            backup  s   1 | warned hook
            backup  ff  1 | cancelled cancelled
            restore f   1 | failed
            prune   f   1 | 1
            unlock  f   1 | failed
            """))
    func anAttemptIsFollowedByAnotherWhereThatMayHelp(row: Row) throws {
        let kind = try #require(RunKind(rawValue: row[0]))
        let now = moment("12:00")
        let settlement = RunSettlement(
            kind: kind, attempt: try #require(Int(row[2])), report: report(row.cells.dropFirst(5)),
            outcomes: Self.outcomes(row[1]),
            retry: SourceRetry(attemptsMax: 3, firstWait: .seconds(60)), now: now)
        switch settlement {
        case .finish(let verdict): #expect(verdict.rawValue == row[4])
        case .retry(let vaults, let notBefore):
            let numbers = vaults.compactMap { vault in
                Self.vaults.firstIndex(of: vault).map { "\($0 + 1)" }
            }
            #expect(numbers.joined(separator: ",") == row[4])
            #expect(notBefore == now + .seconds(row[2] == "1" ? 60 : 120))
        }
    }

    /// What is known, what is said, in which attempt; what comes of it and what stands then.
    @Test(
        arguments: Row.table(
            """
            - s 1 taken   s
            - f 1 taken   f
            f s 1 taken   s
            f s 2 taken   s
            f F 2 taken   F
            f F 1 known   f
            f f 1 known   f
            s f 2 known   s
            s c 2 known   s
            s s 2 known   s
            s S 2 doubled s
            d f 2 known   d
            c s 2 taken   s
            """))
    func aStoredSnapshotStays(row: Row) throws {
        var outcomes = Self.outcomes(row[0])
        let letter = try #require(row[1].first)
        let said = VaultOutcome(
            vault: Self.vaults[0], attempt: try #require(Int(row[2])),
            result: try #require(Self.result(letter)))
        #expect("\(outcomes.record(said))" == row[3])
        #expect(outcomes.byVault[Self.vaults[0]]?.result == Self.result(row[4].first ?? "-"))
        let foreign = VaultOutcome(vault: ID(9), attempt: 1, result: .done)
        #expect(outcomes.record(foreign) == .foreign)
    }

    @Test func waitsDoubleUpToALongest() {
        let retry = SourceRetry(attemptsMax: 10, firstWait: .seconds(60))
        #expect(
            (1...8).map { retry.wait(after: $0).text } == [
                "1m", "2m", "4m", "8m", "16m", "30m", "30m", "30m",
            ])
        #expect(Backoff(first: .seconds(1), longest: .seconds(60)).wait(after: .max).text == "1m")
        #expect(Backoff(first: .seconds(9), longest: .seconds(5)).wait(after: 0).text == "5s")
    }
}
