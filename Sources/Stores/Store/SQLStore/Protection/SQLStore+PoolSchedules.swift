internal import Domain
internal import Values

extension SQLStore: PoolScheduleStore {
    package func poolSchedules() async throws -> [PoolSchedule] {
        try await database.read { db in
            let schedules = try db.schedules(
                """
                WHERE is_enabled = 1 AND id IN
                (SELECT l.schedule_id FROM schedule_sources l JOIN sources s ON s.id = l.source_id
                WHERE s.agent_id IS NULL) ORDER BY id
                """
            ).map(\.item)
            var found: [PoolSchedule] = []
            for schedule in schedules {
                for id in schedule.sources {
                    guard let source = try db.source(id, of: schedule.tenant)?.item,
                        source.place == .pool
                    else { continue }
                    let last: Timestamp?? = try db.value(
                        """
                        SELECT max(nominal_at) FROM runs
                        WHERE source_id = \(id) AND schedule_id = \(schedule.id)
                        """)
                    found.append(
                        PoolSchedule(schedule: schedule, source: source, last: last ?? nil))
                }
            }
            return found
        }
    }
}
