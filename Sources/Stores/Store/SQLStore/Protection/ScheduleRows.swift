internal import Cron
internal import Domain
internal import Values

// How schedules lie in their tables; what the ports about them share.

extension Schedule {
    static let columns: SQL = """
        id, tenant_id, version, name, cron, zone, is_enabled, jitter, effective_at, created_at
        """
}

private struct ScheduleRow: RowDecodable {
    var schedule: Schedule
    let version: Int64

    init(row: Row) throws {
        let cron: CronExpression = try row.get("cron")
        schedule = Schedule(
            id: try row.get("id"), tenant: try row.get("tenant_id"), name: try row.get("name"),
            time: ScheduleTime(cron, zone: try row.get("zone")), sources: [],
            isEnabled: try row.get("is_enabled"),
            jitter: .milliseconds(try row.get("jitter", as: Int64.self)),
            effective: try row.get("effective_at"), created: try row.get("created_at"))
        version = try row.get("version")
    }
}

extension ReadTransaction {
    borrowing func schedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>
    ) throws -> Versioned<Schedule>? {
        try schedules("WHERE id = \(id) AND tenant_id = \(tenant)").first
    }

    /// Without the sources that it fires.
    borrowing func schedule(_ id: ID<Schedule>) throws -> Versioned<Schedule>? {
        try first(
            "SELECT \(Schedule.columns) FROM schedules WHERE id = \(id)", as: ScheduleRow.self
        ).map { Versioned($0.schedule, version: $0.version) }
    }

    /// The schedules of a condition, with the sources they fire.
    borrowing func schedules(_ condition: SQL) throws -> [Versioned<Schedule>] {
        var rows = try all(
            "SELECT \(Schedule.columns) FROM schedules \(condition)", as: ScheduleRow.self)
        for index in rows.indices {
            rows[index].schedule.sources = try column(
                """
                SELECT source_id FROM schedule_sources
                WHERE schedule_id = \(rows[index].schedule.id) ORDER BY position
                """)
        }
        return rows.map { Versioned($0.schedule, version: $0.version) }
    }

    /// What is written is right by the rules.
    borrowing func requireRight(_ schedule: Schedule) throws {
        try requireFreeName(
            schedule.name, in: .schedules, of: schedule.tenant, except: schedule.id)
        guard Set(schedule.sources).count == schedule.sources.count else {
            throw StoreError.refused(.sourceTwice)
        }
        for source in schedule.sources {
            let isKnown = try exists(
                "SELECT 1 FROM sources WHERE id = \(source) AND tenant_id = \(schedule.tenant)")
            guard isKnown else { throw StoreError.refused(.sourceUnknown) }
        }
    }
}

extension WriteTransaction {
    borrowing func insert(_ schedule: Schedule) throws {
        try execute(
            """
            INSERT INTO schedules (\(Schedule.columns))
            VALUES (\(schedule.id), \(schedule.tenant), 1, \(schedule.name), \
            \(schedule.time.cron), \(schedule.time.zone), \(schedule.isEnabled), \
            \(schedule.jitter.milliseconds), \(schedule.effective), \(schedule.created))
            """)
        try insertSources(of: schedule)
    }

    borrowing func update(_ schedule: Schedule) throws {
        try execute(
            """
            UPDATE schedules SET version = version + 1, name = \(schedule.name), \
            cron = \(schedule.time.cron), zone = \(schedule.time.zone), \
            is_enabled = \(schedule.isEnabled), jitter = \(schedule.jitter.milliseconds), \
            effective_at = \(schedule.effective)
            WHERE id = \(schedule.id)
            """)
        try execute("DELETE FROM schedule_sources WHERE schedule_id = \(schedule.id)")
        try insertSources(of: schedule)
    }

    private borrowing func insertSources(of schedule: Schedule) throws {
        for (position, source) in schedule.sources.enumerated() {
            try execute(
                """
                INSERT INTO schedule_sources (tenant_id, schedule_id, source_id, position, \
                look_at)
                VALUES (\(schedule.tenant), \(schedule.id), \(source), \(position), \
                (SELECT 0 FROM sources WHERE id = \(source) AND agent_id IS NULL))
                """)
        }
    }
}
