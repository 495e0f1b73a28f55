package import Domain
package import Store
package import Values

extension MemoryStore: SourceStore {
    package func source(
        _ id: ID<Source>, of tenant: ID<Tenant>
    ) async throws -> Versioned<Source>? {
        try read { $0.sources[id].flatMap { $0.item.tenant == tenant ? $0 : nil } }
    }

    package func sources(
        of tenant: ID<Tenant>, matching filter: SourceFilter, _ request: PageRequest
    ) async throws -> Page<Versioned<Source>> {
        try read { state in
            let found = state.sources.values.filter { versioned in
                let source = versioned.item
                return source.tenant == tenant
                    && filter.isEnabled ?? source.isEnabled == source.isEnabled
                    && (filter.agent.map { source.place == .agent($0) } ?? true)
                    && (filter.vault.map { source.vaults.contains($0) } ?? true)
                    && (filter.text.map { isPart($0, of: source.name) } ?? true)
                    && filter.ids?.contains(source.id) ?? true
            }
            return page(found, request) { Cursor(time: $0.item.created, id: $0.item.id.uuid) }
        }
    }

    package func addSource(
        _ source: Source, secrets: [StoredSecret], once key: IdempotencyKey?,
        audit: [AuditDraft]
    ) async throws -> Versioned<Source> {
        try write { change in
            if let made = try change.made(by: key, of: source.tenant, as: Source.self) {
                guard let source = change.state.sources[made] else {
                    throw StoreError.notFound("source")
                }
                return source
            }
            try change.state.requireRight(source)
            let made = Versioned(source, version: 1)
            change.state.sources[source.id] = made
            try change.state.requireRoom()
            change.state.secrets += secrets
            change.remember(key, of: source.tenant, made: source.id.uuid)
            change.record(audit)
            return made
        }
    }

    package func changeSource(
        _ id: ID<Source>, of tenant: ID<Tenant>, version: Int64?, secrets: SecretEdit,
        _ change: @Sendable (inout Source) throws -> [AuditDraft]
    ) async throws -> Versioned<Source> {
        try write { writing in
            guard let before = writing.state.sources[id], before.item.tenant == tenant else {
                throw StoreError.notFound("source")
            }
            guard version ?? before.version == before.version else {
                throw StoreError.refused(.versionMoved)
            }
            var source = before.item
            let audit = try change(&source)
            let isOther = source != before.item || !isSame(source.name, before.item.name)
            guard writing.apply(secrets, to: .source(id)) || isOther else { return before }
            try writing.state.requireRight(source)
            let after = Versioned(source, version: before.version + 1)
            writing.state.sources[id] = after
            try writing.state.requireRoom()
            writing.record(audit)
            return after
        }
    }

    package func deleteSource(
        _ id: ID<Source>, of tenant: ID<Tenant>, audit: @Sendable (Source) -> [AuditDraft]
    ) async throws -> Removal<Source> {
        try write { change in
            guard let source = change.state.sources[id]?.item, source.tenant == tenant else {
                return .absent
            }
            let users = change.state.schedules.values.map(\.item).filter {
                $0.sources.contains(id)
            }
            guard users.isEmpty else {
                return .used(
                    by: inOrder(users.map { Usage(.schedule, id: $0.id.uuid, name: $0.name) }))
            }
            let others = change.state.sources.values.filter { $0.item.place == source.place }
            var isKept = others.count <= 1
            switch source.place {
            case .pool: isKept = false
            case .agent(let agent) where change.state.agents[agent]?.standing == .revoked:
                isKept = false
            case .agent: break
            }
            guard !isKept else {
                throw StoreError.refused(.lastSource)
            }
            change.state.sources[id] = nil
            change.state.secrets.removeAll { $0.owner == .source(id) }
            change.record(audit(source))
            return .removed(source)
        }
    }
}

extension MemoryStore: ScheduleStore {
    package func schedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>
    ) async throws -> Versioned<Schedule>? {
        try read { $0.schedules[id].flatMap { $0.item.tenant == tenant ? $0 : nil } }
    }

    package func schedules(
        of tenant: ID<Tenant>, matching filter: ScheduleFilter, _ request: PageRequest
    ) async throws -> Page<Versioned<Schedule>> {
        try read { state in
            let found = state.schedules.values.filter { versioned in
                let schedule = versioned.item
                return schedule.tenant == tenant
                    && filter.isEnabled ?? schedule.isEnabled == schedule.isEnabled
                    && (filter.source.map { schedule.sources.contains($0) } ?? true)
            }
            return page(found, request) { Cursor(time: $0.item.created, id: $0.item.id.uuid) }
        }
    }

    package func addSchedule(
        _ schedule: Schedule, once key: IdempotencyKey?, audit: [AuditDraft]
    ) async throws -> Versioned<Schedule> {
        try write { change in
            if let made = try change.made(by: key, of: schedule.tenant, as: Schedule.self) {
                guard let schedule = change.state.schedules[made] else {
                    throw StoreError.notFound("schedule")
                }
                return schedule
            }
            try change.state.requireRight(schedule)
            let made = Versioned(schedule, version: 1)
            change.state.schedules[schedule.id] = made
            try change.state.requireRoom()
            change.remember(key, of: schedule.tenant, made: schedule.id.uuid)
            change.record(audit)
            return made
        }
    }

    package func changeSchedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>, version: Int64?,
        _ change: @Sendable (inout Schedule) throws -> [AuditDraft]
    ) async throws -> Versioned<Schedule> {
        try write { writing in
            guard let before = writing.state.schedules[id], before.item.tenant == tenant else {
                throw StoreError.notFound("schedule")
            }
            guard version ?? before.version == before.version else {
                throw StoreError.refused(.versionMoved)
            }
            var schedule = before.item
            let audit = try change(&schedule)
            guard schedule != before.item || !isSame(schedule.name, before.item.name) else {
                return before
            }
            try writing.state.requireRight(schedule)
            let after = Versioned(schedule, version: before.version + 1)
            writing.state.schedules[id] = after
            try writing.state.requireRoom()
            writing.record(audit)
            return after
        }
    }

    package func deleteSchedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>, audit: @Sendable (Schedule) -> [AuditDraft]
    ) async throws -> Schedule? {
        try write { change in
            guard let schedule = change.state.schedules[id]?.item, schedule.tenant == tenant
            else { return nil }
            change.state.schedules[id] = nil
            change.record(audit(schedule))
            return schedule
        }
    }
}
