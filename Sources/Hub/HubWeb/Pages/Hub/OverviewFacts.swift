internal import Domain
internal import HubCore
internal import Store
internal import Values

/// What the overview is made of: bounded, however large the tenant is.
struct OverviewFacts: Sendable {
    /// As many as the bed has room for.
    var agents: [ShownAgent] = []
    /// Whether there are more, so that a bed would not show them all.
    var hasMoreAgents = false
    var hasSchedule = false
    /// What fires next, the soonest first.
    var next: [Next] = []
    /// Whether there are more schedules than are asked for when they fire.
    var hasManySchedules = false
    var figures = TenantOverview()
    /// What the latest runs of the needy sources failed by.
    var failures: [ID<Run>: RunFailure] = [:]
    var proven: ShownRun?
    /// Of the alerts that press most, as many as are shown.
    var alerts: [ShownAlert] = []
    /// Of the fullest vaults.
    var rooms: [ID<KnownVault>: VaultRoom] = [:]
    var going: [ShownRun] = []
    var latest: [ShownRun] = []
    var events: [AuditEvent] = []
    /// By UTC; the last of the days that are shown.
    var today: Int64 = 0

    struct Next: Sendable {
        let schedule: ScheduleOutline
        let time: Timestamp
    }

    /// Half a year of whole weeks, so that each column of the calendar is one.
    static let weeks = 26
    /// As far as storage is told back.
    static let trendDays = 90
    /// More cells than this say less than a list.
    static let bedSize = 300
    /// As many things need a hand as one can take in.
    static let needsShown = 5
    static let vaultsShown = 5
    /// Of more schedules their own list tells what is due.
    static let schedulesMax = 20
    static let nextShown = 3

    /// The Monday that the calendar begins with.
    static func firstDay(before today: Int64) -> Int64 {
        // The first day of 1970 was a Thursday.
        let monday = today - ((today + 3) % 7 + 7) % 7
        return monday - Int64(7 * (weeks - 1))
    }

    // MARK: What the verdict is made of

    func count(_ standing: SourceStanding) -> Int { Int(figures.tally.count(standing)) }

    var sources: Int { Int(figures.tally.sourceCount) }
    var hasSource: Bool { sources > 0 }
    var hasVault: Bool { figures.tally.vaults > 0 }
    /// Those whose promise is kept.
    var protected: Int { Int(figures.protectedSources) }
    var endangered: Int { count(.failed) + count(.stale) }
    /// Sources of which a backup has ended, once.
    var hasBackup: Bool { protected + endangered > 0 }

    var status: Status {
        switch figures.verdict {
        case .unknown: .unknown
        case .good: .ok
        case .warned: .warn
        case .stale: .stale
        case .failed: .fail
        }
    }

    /// How each agent's sources stand at worst, of those that need a hand.
    var worst: [ID<Agent>: SourceStanding] {
        // The worst come first.
        figures.needy.reduce(into: [:]) { worst, one in
            guard let agent = one.agent, worst[agent] == nil else { return }
            worst[agent] = one.standing
        }
    }

    // MARK: Over time

    /// A day of every day from the first to today, whether anything happened on it or not.
    func days(_ count: Int) -> [DayTally] {
        let known = Dictionary(uniqueKeysWithValues: figures.days.map { ($0.day, $0) })
        return (0..<Int64(count)).map { back in
            let day = today - Int64(count) + 1 + back
            return known[day] ?? DayTally(day: day)
        }
    }

    /// The stored bytes at the end of each of the last days.
    var storedByDay: [Int64] {
        var stored = figures.tally.stored
        var values: [Int64] = []
        for day in days(Self.trendDays).reversed() {
            values.append(stored)
            stored = stored.saturating(subtracting: day.stored)
        }
        return values.reversed()
    }
}
