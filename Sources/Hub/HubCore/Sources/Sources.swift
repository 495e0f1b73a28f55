internal import Cryptography
package import Domain
package import Host
package import Store
package import Values

/// The sources of a tenant: looked at, made, changed, paused and forgotten.
package struct Sources: Sendable {
    private let store: any SourceStore & ScheduleStore & SecretStore & ConfigurationStore
    private let secrets: SecretDesk
    private let zones: ZoneBook
    private let configurations: Configurations
    private let clock: WallClock
    private let ids: IDSource

    package init(
        store: any SourceStore & ScheduleStore & SecretStore & ConfigurationStore,
        secrets: SecretDesk, zones: ZoneBook, configurations: Configurations,
        clock: WallClock, ids: IDSource
    ) {
        self.store = store
        self.secrets = secrets
        self.zones = zones
        self.configurations = configurations
        self.clock = clock
        self.ids = ids
    }

    // MARK: Looking

    /// Throws `notFound` for one of somebody else's as well.
    /// - Parameter seesHooks: Whether whoever looks may see the commands.
    package func source(
        _ id: ID<Source>, of tenant: ID<Tenant>, seesHooks: Bool
    ) async throws -> SourceView {
        guard let source = try await store.source(id, of: tenant) else {
            throw StoreError.notFound("source")
        }
        return try await view(of: source, seesHooks: seesHooks)
    }

    /// With what contradicts itself, but without the commands.
    package func sources(
        of tenant: ID<Tenant>, matching filter: SourceFilter, _ page: PageRequest
    ) async throws -> Page<SourceView> {
        let page = try await store.sources(of: tenant, matching: filter, page)
        let owners = page.items.map { SecretOwner.source($0.item.id) }
        let secrets = Dictionary(
            grouping: try await store.secrets(of: owners, in: tenant), by: \.owner)
        var views: [SourceView] = []
        for item in page.items {
            views.append(
                SourceView(
                    source: item.item, version: item.version,
                    secrets: secrets[.source(item.item.id)] ?? [], conflicts: []))
        }
        return Page(items: views, next: page.next)
    }

    private func view(
        of versioned: Versioned<Source>, seesHooks: Bool
    ) async throws -> SourceView {
        var source = versioned.item
        let kept = try await store.secrets(of: [.source(source.id)], in: source.tenant)
        if seesHooks { try source.hooks.take(from: kept) { try secrets.open($0).revealed() } }
        return SourceView(
            source: source, version: versioned.version, secrets: kept,
            conflicts: try await conflicts(of: source))
    }

    /// What its keep rules ask for that its schedules cannot make.
    private func conflicts(of source: Source) async throws -> [SourceView.Conflict] {
        let timetables = try await CadenceBook(schedules: store, zones: zones)
            .timetables(of: source)
        let now = clock.now
        return source.vaults.flatMap { vault in
            CadenceConflict.find(
                in: source.retention.rules(in: vault), timetables: timetables, now: now
            ).map { SourceView.Conflict(vault: vault, kind: $0) }
        }
    }

    // MARK: Changing

    /// Throws `InvalidFields`, and as `SourceStore.addSource` does.
    package func create(
        _ draft: SourceDraft, of tenant: ID<Tenant>, once key: IdempotencyKey? = nil,
        by requester: Requester
    ) async throws -> SourceView {
        let now = clock.now
        let source = Source(
            id: ids.next(), tenant: tenant, name: draft.name, place: draft.place,
            configuration: draft.configuration, vaults: draft.vaults,
            retention: draft.retention, retry: draft.retry, overlap: draft.overlap,
            issueRule: draft.issueRule, hooks: draft.hooks.bare, isEnabled: draft.isEnabled,
            created: now)
        try check(source, with: draft.hooks)
        var wishes = draft.secrets.merging(draft.hooks.wishes.filter { $0.value != nil }) { $1 }
        // A vault knows a source by the key that signs its archives: it has to outlive the machine,
        // which is put back to an earlier day, or replaced, and to be the same for all who read it.
        let seed = Base64.standard.encode(SecureRandom.bytes(SigningKey.seedSize))
        wishes[SecretSlot(name: .signingKey)] = .some(Secret(seed))
        let edit = try wishes.edit(of: .source(source.id), in: tenant, by: secrets)
        let audit = AuditDraft(
            .sourceCreated, in: .tenant(tenant), by: requester.actor, at: now,
            on: AuditTarget(source), from: requester.address,
            detail: AuditDetail(
                [.init(name: "configuration", value: source.configuration.summary)]
                    + wishes.facts))
        let made = try await store.addSource(
            source, secrets: edit.put, once: key, audit: [audit])
        configurations.refresh([.source(made.item.id)])
        return try await view(of: made, seesHooks: true)
    }

    /// Throws `InvalidFields`, and as `SourceStore.changeSource` does.
    package func edit(
        _ id: ID<Source>, of tenant: ID<Tenant>, version: Int64?, _ edit: SourceEdit,
        by requester: Requester
    ) async throws -> SourceView {
        let now = clock.now
        let secretEdit = try edit.wishes.edit(of: .source(id), in: tenant, by: secrets)
        let action: AuditAction = edit.hooks.new == nil ? .sourceChanged : .hooksChanged
        let changed = try await store.changeSource(
            id, of: tenant, version: version, secrets: secretEdit
        ) { source in
            edit.apply(to: &source)
            try check(source, with: edit.hooks.new ?? Hooks())
            return [
                AuditDraft(
                    action, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(source), from: requester.address,
                    detail: AuditDetail(edit.facts))
            ]
        }
        configurations.refresh([.source(id)])
        return try await view(of: changed, seesHooks: true)
    }

    /// Lets a source be fired, or keeps it from it. Idempotent.
    package func setEnabled(
        _ isEnabled: Bool, _ id: ID<Source>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> SourceView {
        var edit = SourceEdit()
        edit.isEnabled = .set(isEnabled)
        return try await self.edit(id, of: tenant, version: nil, edit, by: requester)
    }

    /// Forgets a source; what was stored of it stays where it is. Throws `notFound`,
    /// `InUseError` with the schedules that fire it, and `refused(.lastSource)`.
    package func delete(
        _ id: ID<Source>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        let now = clock.now
        let before = try await store.agents(using: .source(id))
        let removal = try await store.deleteSource(id, of: tenant) { source in
            [
                AuditDraft(
                    .sourceDeleted, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(source), from: requester.address,
                    detail: ["configuration": source.configuration.summary])
            ]
        }
        try removal.require("source")
        configurations.refresh(before.map(ConfigurationSubject.agent))
    }

    private func check(_ source: Source, with hooks: Hooks) throws {
        var whole = source
        whole.hooks = hooks
        try InvalidFields.refuse(whole.violations)
        let strangers = Set(source.retention.overrides.keys).subtracting(source.vaults)
        guard strangers.isEmpty else {
            throw InvalidFields([FieldViolation(field: "overrides", problem: .notHere)])
        }
    }
}
