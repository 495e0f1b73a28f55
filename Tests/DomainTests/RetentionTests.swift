import Testing
import Values

@testable import Domain

@Suite struct RetentionTests {
    private static let now = moment("2026-11-21T12:00:00")

    private static func moment(_ text: String) -> Timestamp {
        guard let moment = Timestamp(rfc3339: "\(text)Z") else {
            preconditionFailure("\(text) is a moment")
        }
        return moment
    }

    private func decide(
        _ rules: RetentionRules, _ candidates: [RetentionCandidate]
    ) -> [RetentionDecision] {
        rules.decide(candidates, now: Self.now) {
            CalendarDate(secondsSince1970: $0.seconds)
        }
    }

    private func candidate(_ time: String, isGood: Bool = true, isPinned: Bool = false)
        -> RetentionCandidate
    {
        RetentionCandidate(
            id: time, time: Self.moment(time), isGood: isGood, isPinned: isPinned)
    }

    private func kept(_ rules: RetentionRules, _ times: [String]) -> [String] {
        decide(rules, times.map { candidate($0) }).filter(\.isKept).map(\.candidate.id)
    }

    /// A calendar is asked once for each snapshot, however many there are and whatever the rules.
    @Test(arguments: [1000, 10_000]) func theWorkGrowsWithTheSnapshotsAlone(count: Int) {
        let rules = RetentionRules(
            counts: Dictionary(
                uniqueKeysWithValues: RetentionPeriod.allCases.map { ($0, count) }),
            within: CalendarSpan("1y"))
        let candidates = (0..<count).map {
            RetentionCandidate(id: "\($0)", time: Self.now - .seconds(3000 * $0))
        }
        var asked = 0
        _ = rules.decide(candidates, now: Self.now) { moment in
            asked += 1
            return CalendarDate(secondsSince1970: moment.seconds)
        }
        #expect(asked == count)
    }

    @Test func eachPeriodKeepsItsLatestAndSaysWhy() {
        let decisions = decide(
            RetentionRules(counts: [.last: 1, .daily: 2, .weekly: 2]),
            [
                "2026-11-21T08:00:00", "2026-11-21T02:00:00", "2026-11-20T08:00:00",
                "2026-11-19T08:00:00", "2026-11-15T23:59:59", "2026-11-15T00:00:00",
            ].map { candidate($0) })
        #expect(
            decisions.map { "\($0.reasons.map(\.description).joined(separator: ", "))" } == [
                "last 1 of 1, daily 1 of 2 (2026-11-21), weekly 1 of 2 (2026-W47)",
                "no rule keeps it",
                "daily 2 of 2 (2026-11-20)",
                "no rule keeps it",
                "weekly 2 of 2 (2026-W46)",
                "no rule keeps it",
            ])
        #expect(decisions.map(\.isKept) == [true, false, true, false, true, false])
    }

    @Test func withoutRulesNothingGoes() {
        let times = ["2020-01-01T00:00:00", "1999-12-31T23:59:59"]
        #expect(kept(RetentionRules(), times) == times)
        #expect(kept(RetentionRules(counts: [.daily: 0]), times) == times)
    }

    @Test func theLastGoodOneStaysWhateverTheRulesSay() {
        let decisions = decide(
            RetentionRules(ageMax: .seconds(3600)),
            [
                candidate("2026-11-10T00:00:00", isGood: false), candidate("2026-11-09T00:00:00"),
                candidate("2026-11-08T00:00:00"),
            ])
        #expect(decisions.map(\.isKept) == [true, true, false])
        #expect(
            decisions.map(\.reasons) == [
                [.damaged], [.lastGood], [.older(than: .seconds(3600))],
            ])
    }

    @Test func theOrderOfStrengthHolds() {
        let rules = RetentionRules(
            counts: [.last: 1], ageMin: .seconds(86_400), ageMax: .seconds(10 * 86_400))
        let decisions = decide(
            rules,
            [
                candidate("2026-11-21T11:00:00"), candidate("2026-11-21T10:00:00"),
                candidate("2026-11-15T00:00:00"), candidate("2026-01-01T00:00:00", isPinned: true),
                candidate("2026-01-02T00:00:00"),
            ])
        let words = decisions.map { "\($0.isKept) \($0.reasons.map(\.description))" }
        #expect(
            words == [
                #"true ["younger than 1d", "last 1 of 1"]"#, #"true ["younger than 1d"]"#,
                #"false ["no rule keeps it"]"#, #"false ["older than 10d"]"#, #"true ["pinned"]"#,
            ])
    }

    @Test func damagedOnesFillNoPeriod() {
        let decisions = decide(
            RetentionRules(counts: [.daily: 1]),
            [
                candidate("2026-11-21T08:00:00", isGood: false), candidate("2026-11-21T02:00:00"),
                candidate("2026-11-20T02:00:00"),
            ])
        #expect(decisions.map(\.isKept) == [true, true, false])
    }

    /// Where nothing can be read, as without the key of a source, nothing goes.
    @Test(arguments: [
        RetentionRules(), RetentionRules(counts: [.last: 1]),
        RetentionRules(within: CalendarSpan("1d")), RetentionRules(ageMax: .seconds(1)),
        RetentionRules(counts: [.daily: 7], ageMin: .seconds(1), ageMax: .seconds(1)),
    ])
    func noRuleTakesWhatIsDamaged(rules: RetentionRules) {
        let times = (1...20).map { "2026-11-\($0 < 10 ? "0" : "")\($0)T08:00:00" }
        let decisions = decide(rules, times.map { candidate($0, isGood: false) })
        #expect(decisions.count == 20)
        #expect(decisions.allSatisfy { $0.isKept && $0.reasons == [.damaged] })
        let pinned = decide(rules, [candidate(times[0], isGood: false, isPinned: true)])
        #expect(pinned.map(\.reasons) == [[.pinned, .damaged]])
    }

    @Test(arguments: [
        ("1y", "2024-02-29T00:00:00", "2023-02-28T00:00:00"),
        ("1mo", "2026-03-31T10:00:00", "2026-02-28T10:00:00"),
        ("2y3mo2w1d5h", "2026-01-15T03:00:00", "2023-09-29T22:00:00"),
        ("13mo", "2026-01-31T00:00:00", "2024-12-31T00:00:00"),
    ])
    func spansFollowTheCalendar(text: String, from: String, to: String) throws {
        let span = try #require(CalendarSpan(text))
        let start = try #require(Timestamp(rfc3339: "\(from)Z"))
        let end = span.before(CalendarDate(secondsSince1970: start.seconds))
        #expect(end.secondsSince1970 == Timestamp(rfc3339: "\(to)Z")?.seconds)
    }

    @Test(arguments: ["", "5", "1m", "1d1y", "1y1y", "99999d", "-1d", "1 d"])
    func whatIsNoSpanIsRefused(text: String) {
        #expect(CalendarSpan(text) == nil)
    }
}
