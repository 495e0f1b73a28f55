internal import Cron
internal import Domain
internal import Store
internal import Values

/// What has not been done for longer than its times ask for.
struct StaleBook {
    let zones: ZoneBook

    func isStale(_ source: WatchedSource, at now: Timestamp) async throws -> Bool {
        guard !source.times.isEmpty else {
            return now >= (source.lastGood ?? source.created) + StaleRule.ageWithoutSchedule
        }
        var timetables: [Timetable] = []
        for time in source.times {
            guard let zone = await zone(named: time.time.zone) else { continue }
            timetables.append(Timetable(time.time.cron, in: zone))
        }
        // A schedule that was made today asks for nothing before.
        let effective = source.times.map(\.effective).min() ?? source.created
        let since = max(source.lastGood ?? source.created, effective)
        return StaleRule.staleFrom(lastGood: since, timetables: timetables).map { now >= $0 }
            ?? false
    }

    /// The kinds of work that a vault has waited for too long.
    func overdue(_ watched: WatchedVault, at now: Timestamp) async throws -> [RunKind] {
        let cadence = watched.vault.cadence
        guard let zone = await zone(named: cadence.zone) else { return [] }
        return watched.kinds.filter { kind in
            guard let expression = cadence.expression(for: kind) else { return false }
            let since = watched.care[kind]?.lastGood ?? watched.vault.created
            let from = StaleRule.staleFrom(
                lastGood: since, timetables: [Timetable(expression, in: zone)])
            return from.map { now >= $0 } ?? false
        }
    }

    /// Nil for one that was taken from the machine since.
    private func zone(named name: String) async -> Zone? {
        do { return try await zones.zone(named: name) } catch { return nil }
    }
}
