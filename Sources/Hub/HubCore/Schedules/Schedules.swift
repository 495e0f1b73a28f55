internal import Cron
package import Domain
package import Host
package import Store
package import Values

/// The schedules of a tenant: looked at, tried out, made, changed, paused and forgotten.
package struct Schedules: Sendable {
    private let store: any ScheduleStore & ConfigurationStore
    private let zones: ZoneBook
    private let configurations: Configurations
    private let clock: WallClock
    private let ids: IDSource

    package init(
        store: any ScheduleStore & ConfigurationStore, zones: ZoneBook,
        configurations: Configurations, clock: WallClock, ids: IDSource
    ) {
        self.store = store
        self.zones = zones
        self.configurations = configurations
        self.clock = clock
        self.ids = ids
    }

    // MARK: Looking

    /// Throws `notFound` for one of somebody else's as well.
    package func schedule(
        _ id: ID<Schedule>, of tenant: ID<Tenant>
    ) async throws -> ScheduleView {
        guard let schedule = try await store.schedule(id, of: tenant) else {
            throw StoreError.notFound("schedule")
        }
        return await view(of: schedule)
    }

    package func schedules(
        of tenant: ID<Tenant>, matching filter: ScheduleFilter, _ page: PageRequest
    ) async throws -> Page<ScheduleView> {
        let page = try await store.schedules(of: tenant, matching: filter, page)
        var views: [ScheduleView] = []
        for item in page.items { views.append(await view(of: item)) }
        return Page(items: views, next: page.next)
    }

    /// When it would fire next, before anything is saved. Throws `InvalidFields` for a zone that
    /// nobody here knows.
    package func preview(_ time: ScheduleTime) async throws -> [Timestamp] {
        time.preview(in: try await zones.zone(named: time.zone), after: clock.now)
    }

    /// When it fires next; nothing where its zone was taken from the machine since.
    package func times(of time: ScheduleTime) async -> [Timestamp] {
        do { return try await preview(time) } catch { return [] }
    }

    private func view(of schedule: Versioned<Schedule>) async -> ScheduleView {
        ScheduleView(
            schedule: schedule.item, version: schedule.version,
            next: schedule.item.isEnabled ? await times(of: schedule.item.time) : [])
    }

    // MARK: Changing

    /// Throws `InvalidFields`, and as `ScheduleStore.addSchedule` does.
    package func create(
        _ draft: ScheduleDraft, of tenant: ID<Tenant>, once key: IdempotencyKey? = nil,
        by requester: Requester
    ) async throws -> ScheduleView {
        let now = clock.now
        let schedule = Schedule(
            id: ids.next(), tenant: tenant, name: draft.name, time: draft.time,
            sources: draft.sources, isEnabled: draft.isEnabled, jitter: draft.jitter,
            effective: now)
        try await check(schedule)
        let audit = AuditDraft(
            .scheduleCreated, in: .tenant(tenant), by: requester.actor, at: now,
            on: AuditTarget(schedule), from: requester.address,
            detail: ["time": schedule.time.summary])
        let made = try await store.addSchedule(schedule, once: key, audit: [audit])
        configurations.refresh([.schedule(made.item.id)])
        return await view(of: made)
    }

    /// Throws `InvalidFields`, and as `ScheduleStore.changeSchedule` does.
    package func edit(
        _ id: ID<Schedule>, of tenant: ID<Tenant>, version: Int64?, _ edit: ScheduleEdit,
        by requester: Requester
    ) async throws -> ScheduleView {
        let now = clock.now
        if let time = edit.time.new { _ = try await zones.zone(named: time.zone) }
        let before = try await store.agents(using: .schedule(id))
        let changed = try await store.changeSchedule(id, of: tenant, version: version) {
            schedule in
            edit.apply(to: &schedule, at: now)
            try InvalidFields.refuse(schedule.violations)
            return [
                AuditDraft(
                    .scheduleChanged, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(schedule), from: requester.address,
                    detail: AuditDetail(edit.facts))
            ]
        }
        configurations.refresh([.schedule(id)] + before.map(ConfigurationSubject.agent))
        return await view(of: changed)
    }

    /// Has a schedule fire one source more, whatever others do to it at the time. Idempotent.
    /// Throws as `ScheduleStore.changeSchedule` does.
    func add(
        _ source: ID<Source>, to id: ID<Schedule>, of tenant: ID<Tenant>,
        by requester: Requester
    ) async throws {
        let now = clock.now
        _ = try await store.changeSchedule(id, of: tenant, version: nil) { schedule in
            guard !schedule.sources.contains(source) else { return [] }
            schedule.sources.append(source)
            try InvalidFields.refuse(schedule.violations)
            return [
                AuditDraft(
                    .scheduleChanged, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(schedule), from: requester.address,
                    detail: ["source": "\(source)"])
            ]
        }
        configurations.refresh([.schedule(id)])
    }

    /// Pauses a schedule or lets it fire again; what was due meanwhile is not caught up.
    /// Idempotent.
    package func setEnabled(
        _ isEnabled: Bool, _ id: ID<Schedule>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> ScheduleView {
        var edit = ScheduleEdit()
        edit.isEnabled = .set(isEnabled)
        return try await self.edit(id, of: tenant, version: nil, edit, by: requester)
    }

    /// Throws `notFound`.
    package func delete(
        _ id: ID<Schedule>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        let now = clock.now
        let before = try await store.agents(using: .schedule(id))
        let removed = try await store.deleteSchedule(id, of: tenant) { schedule in
            [
                AuditDraft(
                    .scheduleDeleted, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(schedule), from: requester.address,
                    detail: ["time": schedule.time.summary])
            ]
        }
        guard removed != nil else { throw StoreError.notFound("schedule") }
        configurations.refresh(before.map(ConfigurationSubject.agent))
    }

    private func check(_ schedule: Schedule) async throws {
        try InvalidFields.refuse(schedule.violations)
        _ = try await zones.zone(named: schedule.time.zone)
    }
}
