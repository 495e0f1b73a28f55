import TestSupport
import Testing
import Values

@testable import Cron

/// `croniter` in UTC, where nobody changes clocks.
@Suite struct CroniterTests {
    @Test(.timeLimit(.minutes(5)))
    func croniterComesToTheSameInstants() async throws {
        var random = SeededGenerator(seed: .random(in: 0...UInt64.max))
        let cases = (0..<3000).map { _ in
            (
                expression: CronExpression.random(using: &random),
                moment: Timestamp(seconds: Int64.random(in: 0..<3_700_000_000, using: &random))
            )
        }
        let input = cases.map { "\($0.moment.seconds) \($0.expression)\n" }.joined()
        let answers = try await runPython(Self.script, input: Array(input.utf8))
            .split(separator: "\n")
        #expect(answers.count == cases.count)
        for ((expression, moment), answer) in zip(cases, answers) {
            let timetable = Timetable(expression, in: .utc)
            var earlier: [Timestamp] = []
            while earlier.count < 3,
                let time = timetable.previous(before: earlier.last ?? moment)
            {
                earlier.append(time)
            }
            let times = timetable.nextTimes(5, after: moment) + earlier
            let text = times.map { "\($0.seconds)" }.joined(separator: " ")
            #expect(text == answer, "seed \(random.seed): \(expression) around \(moment)")
        }
    }

    /// The flag is croniter's name for the rule of Vixie cron on the two day fields.
    private static let script = """
        import sys
        from croniter import croniter
        for line in sys.stdin:
            start, expression = line.split(" ", 1)
            times = []
            for step, count in (("get_next", 5), ("get_prev", 3)):
                walk = croniter(expression.strip(), int(start), implement_cron_bug=True,
                                max_years_between_matches=100)
                times += [str(int(getattr(walk, step)(float))) for _ in range(count)]
            print(" ".join(times))
        """
}
