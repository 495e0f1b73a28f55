import TestSupport
import Testing
import Values

@testable import Domain

/// `restic forget` counts periods for the same reasons; what it keeps, we keep.
@Suite struct RetentionOracleTests {
    private static let policies: [(rules: RetentionRules, options: String)] = [
        (RetentionRules(counts: [.last: 5]), "--keep-last 5"),
        (RetentionRules(counts: [.hourly: 4]), "--keep-hourly 4"),
        (RetentionRules(counts: [.daily: 6]), "--keep-daily 6"),
        (RetentionRules(counts: [.weekly: 5]), "--keep-weekly 5"),
        (
            RetentionRules(counts: [.last: 2, .daily: 3, .monthly: 4, .yearly: 10]),
            "--keep-last 2 --keep-daily 3 --keep-monthly 4 --keep-yearly 10"
        ),
        (RetentionRules(within: CalendarSpan(days: 40)), "--keep-within 40d"),
        (
            RetentionRules(counts: [.weekly: 3], within: CalendarSpan(years: 1, months: 2)),
            "--keep-within 1y2m --keep-weekly 3"
        ),
    ]

    @Test(.timeLimit(.minutes(5))) func resticKeepsTheSame() async throws {
        var generator = SeededGenerator()
        let times = (0..<24).map { index in
            // Dense near the end, thin further back: every kind of period is met.
            let spread = Int64(index * index * index) * 20_000 + 1
            return Timestamp(
                seconds: 1_780_000_000 - Int64.random(in: 0..<spread, using: &generator))
        }
        try await withScratchFolder { scratch in
            let kept = try await Self.resticKeeps(times, in: scratch)
            for ((rules, options), theirs) in zip(Self.policies, kept) {
                let candidates = times.enumerated().map {
                    RetentionCandidate(id: "\($0.offset)", time: $0.element)
                }
                let decisions = rules.decide(candidates, now: Timestamp(seconds: 1_780_000_000)) {
                    CalendarDate(secondsSince1970: $0.seconds)
                }
                let ours = decisions.filter(\.isKept).map(\.candidate.time.seconds).sorted()
                #expect(ours == theirs, "\(options), seed \(generator.seed)")
            }
        }
    }

    /// For each policy the seconds of the snapshots that stay.
    private static func resticKeeps(
        _ times: [Timestamp], in scratch: String
    ) async throws -> [[Int64]] {
        let moments = times.map { "\($0.seconds)" }.joined(separator: " ")
        let forgets = policies.map {
            "restic forget --no-lock --dry-run --json --group-by '' \($0.options)"
        }.joined(separator: "\n")
        let outcome = try await runProgram(
            "bash",
            [
                "-euc",
                """
                export TZ=UTC RESTIC_PASSWORD=x RESTIC_CACHE_DIR=\(scratch)/cache
                export RESTIC_REPOSITORY=\(scratch)/repository
                restic init -q
                for moment in \(moments); do
                    echo x | restic backup -q --stdin --time "$(date -d @$moment '+%F %T')"
                done
                {
                \(forgets)
                } | python3 -c '
                import json, sys, datetime as d
                for line in sys.stdin:
                    keep = json.loads(line)[0]["keep"]
                    print(*sorted(int(d.datetime.fromisoformat(
                        k["time"][:19] + "+00:00").timestamp()) for k in keep))'
                """,
            ])
        #expect(outcome.status == 0, "\(outcome.errorText)")
        return outcome.text.split(separator: "\n").map { line in
            line.split(separator: " ").compactMap { Int64($0) }
        }
    }
}
