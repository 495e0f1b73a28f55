internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// A place of its own, so that nothing that is there is in the way.
    private static let standardFolder = "/var/tmp/holdfast-restore"

    func addRestores(to open: Routes<Visit>, _ door: HubDoor) {
        let restoring = door.admitted(to: open, for: .restore)
        let path: PathPattern = "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/restore"
        restoring.add(.get, path, .page("Ask what is given back, and where")) { visit in
            let query = visit.request.queryItems ?? []
            var paths = query.filter { $0.name == "path" }.map(\.value)
            if paths.isEmpty { paths = query.filter { $0.name == "folder" }.map(\.value) }
            return try await restoreForm(
                visit, RestoreForm(paths: paths, into: Self.standardFolder), FormTrouble())
        }
        restoring.add(.post, path, .form("Give files back")) { visit in
            try await restore(visit)
        }
    }

    private func restoreForm(
        _ visit: AdmittedVisit, _ form: RestoreForm, _ trouble: FormTrouble
    ) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let shown = try await shownSnapshot(visit[Self.snapshot], in: tenant)
        let agent = try await self.agent(of: shown.snapshot, in: tenant)
        let page = RestorePage(
            inside: try await inside(visit), shown: shown, form: form, trouble: trouble,
            agent: try await names(of: [agent].compactMap(\.self), in: tenant).values.first)
        return visit.visit.page(page, trouble.isEmpty ? .ok : .unprocessableContent)
    }

    /// Whose machine a snapshot is of; nil where that is not known.
    private func agent(
        of snapshot: KnownSnapshot, in tenant: ID<Tenant>
    ) async throws -> ID<Agent>? {
        guard let source = snapshot.source else { return nil }
        do {
            return try await parts.sources.source(source, of: tenant, seesHooks: false)
                .source.place.agent
        } catch let error as StoreError where error.kind == .notFound {
            return nil
        }
    }

    private func restore(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        var form = RestoreForm(FormValues(try await sent(by: visit)))
        let words = visit.visit.words
        let id = try visit[Self.snapshot]
        let snapshot = try await parts.snapshots.snapshot(id, of: tenant)
        var trouble = FormTrouble()
        var isTurn = false
        let asking = PathAsking(
            fields: RestoreForm.fields(words.restore),
            target: .path(
                "tenants", tenant.description, "snapshots", id.description, "restore"),
            place: .snapshots, agent: try await agent(of: snapshot, in: tenant),
            agentField: "into")
        if let page = try await pickPaths(
            visit, for: asking, &form.values, &trouble, isTurn: &isTurn)
        {
            return page
        }
        if isTurn { return try await restoreForm(visit, form, trouble) }
        guard let folder = form.folder else {
            trouble.add(words.field.wholePath, to: "into")
            return try await restoreForm(visit, form, trouble)
        }
        do {
            let run = try await parts.runs.restore(
                id, of: tenant, into: folder, paths: form.paths, by: requester(visit))
            return visit.visit.leadOn(to: Self.url(of: run.id, in: tenant), .started)
        } catch {
            try note(error, in: &trouble, words, [:])
            return try await restoreForm(visit, form, trouble)
        }
    }
}
