package import Domain
package import Values

extension SQLStore: ScheduleStore {
    package func schedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>
    ) async throws -> Versioned<Schedule>? {
        try await database.read { db in try db.schedule(id, of: tenant) }
    }

    package func schedules(
        of tenant: ID<Tenant>, matching filter: ScheduleFilter, _ page: PageRequest
    ) async throws -> Page<Versioned<Schedule>> {
        let after: SQL = "(created_at, id) > (\(page.after.time), \(page.after.id))"
        let conditions = SQL.joined(
            ["tenant_id = \(tenant)", after] + filter.conditions, by: " AND ")
        let found = try await database.read { db in
            try db.schedules(
                "WHERE \(conditions) ORDER BY created_at, id LIMIT \(page.limit + 1)")
        }
        return Page(found, for: page) { Cursor(time: $0.item.created, id: $0.item.id.uuid) }
    }

    package func addSchedule(
        _ schedule: Schedule, once key: IdempotencyKey?, audit: [AuditDraft]
    ) async throws -> Versioned<Schedule> {
        try await database.write { db in
            let made = try db.reading.made(by: key, of: schedule.tenant, as: Schedule.self)
            if let made {
                guard let schedule = try db.reading.schedule(made, of: schedule.tenant) else {
                    throw StoreError.notFound("schedule")
                }
                return schedule
            }
            try db.reading.requireRight(schedule)
            try db.insert(schedule)
            try db.reading.requireRoom(for: .schedules, of: schedule.tenant, in: limits)
            try db.reading.requireRoom(at: try db.reading.agents(of: schedule))
            try db.remember(
                key, of: schedule.tenant, made: schedule.id.uuid, at: schedule.created)
            try db.record(audit, sha256: sha256)
            return Versioned(schedule, version: 1)
        }
    }

    package func changeSchedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>, version: Int64?,
        _ change: @Sendable (inout Schedule) throws -> [AuditDraft]
    ) async throws -> Versioned<Schedule> {
        try await database.write { db in
            guard let before = try db.reading.schedule(id, of: tenant) else {
                throw StoreError.notFound("schedule")
            }
            guard version ?? before.version == before.version else {
                throw StoreError.refused(.versionMoved)
            }
            var schedule = before.item
            let audit = try change(&schedule)
            guard schedule != before.item || !schedule.name.isSameText(as: before.item.name)
            else { return before }
            try db.reading.requireRight(schedule)
            try db.update(schedule)
            try db.reading.requireRoom(at: try db.reading.agents(of: schedule))
            try db.record(audit, sha256: sha256)
            return Versioned(schedule, version: before.version + 1)
        }
    }

    package func deleteSchedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>, audit: @Sendable (Schedule) -> [AuditDraft]
    ) async throws -> Schedule? {
        try await database.write { db in
            guard let schedule = try db.reading.schedule(id, of: tenant)?.item else { return nil }
            try db.execute("DELETE FROM schedules WHERE id = \(id)")
            try db.record(audit(schedule), sha256: sha256)
            return schedule
        }
    }
}

extension ScheduleFilter {
    fileprivate var conditions: [SQL] {
        var conditions: [SQL] = []
        if let source {
            conditions.append(
                """
                EXISTS (SELECT 1 FROM schedule_sources l
                WHERE l.schedule_id = schedules.id AND l.source_id = \(source))
                """)
        }
        if let isEnabled { conditions.append("is_enabled = \(isEnabled)") }
        return conditions
    }
}
