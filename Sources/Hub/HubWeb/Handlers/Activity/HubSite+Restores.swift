internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    func addRestores(to open: Routes<Visit>, _ door: HubDoor) {
        let restoring = door.admitted(to: open, for: .restore)
        let path: PathPattern = "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/restore"
        restoring.add(.get, path, .page("Ask what is given back, and where")) { visit in
            if kept(visit) != nil { return try await restore(visit) }
            let query = visit.request.queryItems ?? []
            var paths = query.filter { $0.name == "path" }.map(\.value)
            if paths.isEmpty { paths = query.filter { $0.name == "folder" }.map(\.value) }
            let folder = query.first { $0.name == "into" }?.value
            return try await askRestore(of: paths, into: folder, visit)
        }
        restoring.add(.post, path, .form("Plan a restore, or give files back")) { visit in
            try await restore(visit)
        }
    }

    /// The form of a restore of these paths, as most people want it.
    /// - Parameter folder: What was asked for before; nil for what the machine has for it.
    func askRestore(
        of paths: [String], into folder: String? = nil, _ visit: AdmittedVisit
    ) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let snapshot = try await parts.snapshots.snapshot(visit[Self.snapshot], of: tenant)
        let home = try await agent(of: snapshot, in: tenant)
        var folder = folder
        if folder == nil, let home { folder = await parts.facts.openFolders(home)?.restored }
        return try await restoreForm(
            visit, RestoreForm(paths: paths, into: folder ?? JoinForm.restoreFolder, on: home),
            beginning(visit))
    }

    private func restoreForm(
        _ visit: AdmittedVisit, _ form: RestoreForm, _ trouble: FormTrouble
    ) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let path = "/tenants/\(tenant)/snapshots/\(try visit[Self.snapshot])/restore"
        if let there = showAgain(visit, form.values, trouble, at: path) { return there }
        let shown = try await shownSnapshot(visit[Self.snapshot], in: tenant)
        let place = try await known(shown.snapshot.source, in: tenant)?.place
        let home = place?.agent
        var agents = try await choosableAgents(of: tenant, with: [home]).filter { agent in
            agent.id == home || visit.signedIn.authority.allows(.restoreElsewhere, in: tenant)
        }
        agents.sort { ($0.id == home ? 0 : 1, $0.name) < ($1.id == home ? 0 : 1, $1.name) }
        let page = RestorePage(
            inside: try await inside(visit), shown: shown, form: form, trouble: trouble,
            agents: agents, home: home, isOfPool: place == .pool)
        return visit.visit.page(page, trouble.isEmpty ? .ok : .unprocessableContent)
    }

    /// Whose machine a snapshot is of; nil where that is not known, and for any worker's.
    private func agent(
        of snapshot: KnownSnapshot, in tenant: ID<Tenant>
    ) async throws -> ID<Agent>? {
        try await known(snapshot.source, in: tenant)?.place.agent
    }

    private func restore(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let kept = kept(visit)
        var form = RestoreForm(try await typed(visit, or: kept))
        let words = visit.visit.words
        let snapshot = try await parts.snapshots.snapshot(visit[Self.snapshot], of: tenant)
        var trouble = kept?.trouble ?? FormTrouble()
        var isTurn = kept != nil
        let asking = PathAsking(
            fields: RestoreForm.fields(words.restore), place: .snapshots,
            machine: ID(form.values["agent"]).map { .agent($0) },
            agentField: "agent")
        if let page = try await pickPaths(
            visit, for: asking, &form.values, &trouble, isTurn: &isTurn)
        {
            return page
        }
        if isTurn { return try await restoreForm(visit, form, trouble) }
        let wish = form.wish(of: snapshot.id, &trouble, words.field)
        if let agent = wish.agent, agent != (try await self.agent(of: snapshot, in: tenant)),
            !visit.signedIn.authority.allows(.restoreElsewhere, in: tenant)
        {
            throw Problem(.forbidden, "not_allowed", "This needs a right you do not have.")
        }
        guard trouble.isEmpty else { return try await restoreForm(visit, form, trouble) }
        do {
            // What changes something was planned first, and said again on the plan's page.
            let run =
                form.values["confirmed"] == "yes"
                ? try await parts.runs.restore(wish, of: tenant, by: visit.requester)
                : try await parts.runs.plan(wish, of: tenant, by: visit.requester)
            return visit.visit.leadOn(to: Self.url(of: run.id, in: tenant), .started)
        } catch {
            try note(error, in: &trouble, words, [:])
            return try await restoreForm(visit, form, trouble)
        }
    }
}
