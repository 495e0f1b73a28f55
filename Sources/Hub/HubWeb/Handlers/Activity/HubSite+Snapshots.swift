internal import Cron
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    static let snapshot = PathParameter("snapshot", Schema<ID<KnownSnapshot>>.id())
    /// What a vault is called; its id where it is gone.
    func name(of vault: ID<KnownVault>, in tenant: ID<Tenant>) async throws -> String {
        do {
            return try await parts.vaults.vault(vault, of: tenant).vault.name
        } catch let error as StoreError where error.kind == .notFound {
            return "\(vault)"
        }
    }

    private static let hold = PathParameter("hold", Schema<ID<SnapshotHold>>.id())
    static let snapshotPath: PathPattern =
        "/tenants/\(HubDoor.tenant)/snapshots/\(snapshot)"

    func addSnapshots(to open: Routes<Visit>, _ door: HubDoor) {
        let seen = door.admitted(to: open, for: .viewSnapshots)
        seen.add(.get, Self.snapshotPath, .page("Show a snapshot")) { visit in
            try await showSnapshot(visit)
        }
        addSnapshotCare(to: open, door)
        seen.add(
            .get, "/tenants/\(HubDoor.tenant)/snapshots", .page("List the snapshots")
        ) { visit in
            try await listSnapshots(visit)
        }
    }

    private func listSnapshots(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let values = FormValues(visit.request.queryItems ?? [])
        let filter = SnapshotsPage.Filter(values.items)
        let after = Cursor(visit.request)
        let page = try await snapshots(
            of: tenant,
            matching: SnapshotFilter(
                source: filter.source, vault: filter.vault, agent: filter.agent,
                times: await times(of: filter.day, for: visit)), after: after)
        let choices = SnapshotsPage.Choices(
            sources: try await choosableSources(
                of: tenant, matching: SourceFilter(text: values.sought),
                with: Set([filter.source].compactMap(\.self))),
            vaults: try await choosableVaults(
                of: tenant, with: Set([filter.vault].compactMap(\.self))),
            agents: try await choosableAgents(of: tenant, with: [filter.agent]), values: values)
        return visit.visit.page(
            SnapshotsPage(
                inside: try await inside(visit), filter: filter, choices: choices,
                snapshots: page.items, next: page.next, isFirstPage: after == nil))
    }

    /// From the beginning of a day to its end, by the clock that the reader looks at.
    private func times(
        of day: String, for visit: AdmittedVisit
    ) async -> Range<Timestamp>? {
        guard let start = Timestamp(startOf: day), let end = Timestamp(endOf: day) else {
            return nil
        }
        guard let zone = await clock(of: visit).zone else { return start..<end }
        func local(_ time: Timestamp) -> Timestamp {
            // The clock may be put forward or back within the offset.
            let near = time - .seconds(zone.offset(at: time).seconds)
            return time - .seconds(zone.offset(at: near).seconds)
        }
        return local(start)..<max(local(start), local(end))
    }

    /// The reader's; of a zone that nobody here knows it is that of UTC.
    func clock(of visit: AdmittedVisit) async -> LocalClock {
        guard let name = visit.visit.zone else { return LocalClock(zone: nil) }
        do {
            return LocalClock(zone: try await parts.zones.zone(named: name))
        } catch {
            return LocalClock(zone: nil)
        }
    }

    private func addSnapshotCare(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .startDrills).add(
            .post, "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/drills",
            .form("Rehearse a restore")
        ) { visit in
            _ = try await sent(by: visit)
            return try await begin(visit) { tenant in
                try await parts.runs.rehearse(
                    visit[Self.snapshot], of: tenant, by: visit.requester)
            }
        }
        door.admitted(to: open, for: .startMaintenance).add(
            .post, "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/copies",
            .form("Copy a snapshot to another vault")
        ) { visit in
            guard let target = ID<KnownVault>(try await sent(by: visit)[CopyRulePage.target] ?? "")
            else { throw Problem.notFound }
            return try await begin(visit) { tenant in
                try await parts.runs.copy(
                    visit[Self.snapshot], to: target, of: tenant, by: visit.requester)
            }
        }
        door.admitted(to: open, for: .pinSnapshots).add(
            .post, "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/pin",
            .form("Pin a snapshot, or unpin it")
        ) { visit in
            try await pinSnapshot(visit)
        }
        door.admitted(to: open, for: .holdSnapshots).add(
            .post, "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/holds",
            .form("Hold a snapshot")
        ) { visit in
            try await holdSnapshot(visit)
        }
        door.admitted(to: open, for: .releaseHolds).add(
            .post,
            "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/holds/\(Self.hold)/release",
            .form("Release a hold")
        ) { visit in
            let id = try visit[Self.snapshot]
            return try await press(
                visit, leadingTo: "snapshots", id.description, then: .released
            ) { tenant in
                _ = try await parts.snapshots.release(
                    visit[Self.hold], of: id, in: tenant, by: visit.requester)
            }
        }
    }

    static func url(of snapshot: ID<KnownSnapshot>, in tenant: ID<Tenant>) -> URLReference {
        .path("tenants", tenant.description, "snapshots", snapshot.description)
    }

    /// Begins a run and leads to it, or says why a rule refused it.
    func begin(
        _ visit: AdmittedVisit, _ body: (ID<Tenant>) async throws -> Run
    ) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        do {
            let run = try await body(tenant)
            return visit.visit.leadOn(to: Self.url(of: run.id, in: tenant), .started)
        } catch let error as StoreError {
            guard let refusal = error.refusal else { throw error }
            throw Problem(
                .conflict, refusal.rawValue, "A rule of the hub does not allow this.")
        }
    }

    private func showSnapshot(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let kept = kept(visit)
        let tenant = try tenant(of: visit)
        let shown = try await shownSnapshot(visit[Self.snapshot], in: tenant)
        // Those of its source that read it; of more than these the runs' page tells.
        let readings = try await parts.runs.runs(
            of: tenant,
            matching: RunFilter(
                kinds: [.restore, .drill, .export, .copy], source: shown.snapshot.source,
                vault: shown.snapshot.vault), PageRequest()
        ).items.filter { $0.subject.snapshot == shown.snapshot.id }
        let inside = try await inside(visit)
        let page = SnapshotPage(
            inside: inside, shown: shown, runs: try await self.shown(readings, in: tenant),
            targets: try await targets(of: shown.snapshot, inside),
            form: kept?.values ?? FormValues(), trouble: kept?.trouble ?? FormTrouble())
        return visit.visit.page(page, page.trouble.isEmpty ? .ok : .unprocessableContent)
    }

    /// Where a snapshot could be copied to by whoever looks at it.
    private func targets(
        of snapshot: KnownSnapshot, _ inside: Inside
    ) async throws -> [KnownVault] {
        guard inside.may(.startMaintenance), snapshot.gone == nil, snapshot.source != nil else {
            return []
        }
        let vault = try await parts.vaults.vault(snapshot.vault, of: snapshot.tenant).vault
        return try await choosableVaults(of: snapshot.tenant).items.filter {
            vault.copyRefusal(to: $0) == nil
        }
    }

    /// A snapshot with the names of its source and vault.
    func shownSnapshot(
        _ id: ID<KnownSnapshot>, in tenant: ID<Tenant>
    ) async throws -> ShownSnapshot {
        let snapshot = try await parts.snapshots.snapshot(id, of: tenant)
        return try await shown([snapshot], in: tenant)[0]
    }

    private func pinSnapshot(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let sent = try await sent(by: visit)
        let tenant = try tenant(of: visit)
        let id = try visit[Self.snapshot]
        let pins = sent["pinned"] == "on"
        let note = String((sent["note"] ?? "").prefix(1000))
        return try await attempt(
            visit, leadingTo: Self.url(of: id, in: tenant), pins ? .pinned : .unpinned
        ) {
            _ =
                pins
                ? try await parts.snapshots.pin(
                    id, of: tenant, note: note, by: visit.requester)
                : try await parts.snapshots.unpin(id, of: tenant, by: visit.requester)
        }
    }

    private func holdSnapshot(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let form = FormValues(try await sent(by: visit))
        let tenant = try tenant(of: visit)
        let id = try visit[Self.snapshot]
        var trouble = FormTrouble()
        trouble.add(
            Fields.reason.violations(of: form["reason"]), to: "reason", visit.visit.words.field)
        let until = Timestamp(endOf: form["until"])
        guard trouble.isEmpty else {
            return keep(visit, form, trouble, at: Self.url(of: id, in: tenant).text)
        }
        return try await attempt(visit, leadingTo: Self.url(of: id, in: tenant), .held) {
            _ = try await parts.snapshots.hold(
                id, of: tenant, reason: form["reason"], until: until, by: visit.requester)
        }
    }

    /// Snapshots with the names of their sources and vaults.
    func snapshots(
        of tenant: ID<Tenant>, matching filter: SnapshotFilter, after: Cursor? = nil,
        limit: Int = 50
    ) async throws -> ShownPage<ShownSnapshot> {
        let page = try await parts.snapshots.snapshots(
            of: tenant, matching: filter, PageRequest(after: after ?? .start, limit: limit))
        return ShownPage(items: try await shown(page.items, in: tenant), next: page.next)
    }

    /// Each name is asked for once.
    private func shown(
        _ snapshots: [KnownSnapshot], in tenant: ID<Tenant>
    ) async throws -> [ShownSnapshot] {
        var sources: [ID<Source>: String] = [:]
        for id in Set(snapshots.compactMap(\.source)) {
            sources[id] = try await name(of: id, in: tenant)
        }
        var vaults: [ID<KnownVault>: String] = [:]
        for id in Set(snapshots.map(\.vault)) {
            do {
                vaults[id] = try await parts.vaults.vault(id, of: tenant).vault.name
            } catch let error as StoreError where error.kind == .notFound {}
        }
        return snapshots.map { snapshot in
            ShownSnapshot(
                snapshot: snapshot, source: snapshot.source.flatMap { sources[$0] } ?? "",
                vault: vaults[snapshot.vault] ?? "\(snapshot.vault)")
        }
    }

    func name(of source: ID<Source>, in tenant: ID<Tenant>) async throws -> String? {
        try await known(source, in: tenant)?.name
    }

    /// A source without its hooks; nil where there is none, or none any more.
    func known(_ source: ID<Source>?, in tenant: ID<Tenant>) async throws -> Source? {
        guard let source else { return nil }
        do {
            return try await parts.sources.source(source, of: tenant, seesHooks: false).source
        } catch let error as StoreError where error.kind == .notFound {
            return nil
        }
    }
}
