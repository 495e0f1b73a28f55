internal import Domain
package import Values

extension SQLStore: PoolScheduleStore {
    package func poolSchedules(
        at now: Timestamp, limit: Int
    ) async throws -> [PoolSchedule] {
        try await database.read { db in
            var pairs = try db.pairs("look_at <= \(now)", limit)
            if pairs.count < limit {
                pairs += try db.pairs(
                    "look_at > \(now + PoolSchedule.noteMost)", limit - pairs.count)
            }
            var schedules: [ID<Schedule>: Versioned<Schedule>] = [:]
            return try pairs.compactMap { pair in
                if schedules[pair.schedule] == nil {
                    schedules[pair.schedule] = try db.schedule(pair.schedule)
                }
                guard let schedule = schedules[pair.schedule],
                    let source = try db.source(pair.source, of: schedule.item.tenant)?.item
                else { return nil }
                let last: Timestamp?? = try db.value(
                    """
                    SELECT max(nominal_at) FROM runs
                    WHERE source_id = \(pair.source) AND schedule_id = \(pair.schedule)
                    AND created_at <= \(now)
                    """)
                return PoolSchedule(
                    schedule: schedule.item, version: schedule.version, source: source,
                    last: last ?? nil)
            }
        }
    }

    package func noteLooks(_ looks: [PoolLook]) async throws {
        guard !looks.isEmpty else { return }
        try await database.write { db in
            for look in looks {
                try db.execute(
                    """
                    UPDATE schedule_sources SET look_at = \(look.until)
                    WHERE schedule_id = \(look.pair.schedule) AND source_id = \(look.pair.source)
                    AND look_at IS NOT NULL AND EXISTS (SELECT 1 FROM schedules s
                    WHERE s.id = schedule_id AND s.version = \(look.pair.version))
                    """)
            }
        }
    }
}

private struct PairRow: RowDecodable {
    let schedule: ID<Schedule>
    let source: ID<Source>

    init(row: Row) throws {
        schedule = try row.get("schedule_id")
        source = try row.get("source_id")
    }
}

extension ReadTransaction {
    fileprivate borrowing func pairs(_ condition: SQL, _ limit: Int) throws -> [PairRow] {
        try all(
            """
            SELECT schedule_id, source_id FROM schedule_sources
            WHERE \(condition) ORDER BY look_at LIMIT \(limit)
            """)
    }
}
