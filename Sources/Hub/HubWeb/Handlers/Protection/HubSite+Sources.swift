internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// As many as fit a screen; the lists have the rest.
    private static let rowsShown = 6
    private static let source = PathParameter("source", Schema<ID<Source>>.id())

    func addSources(to open: Routes<Visit>, _ door: HubDoor) {
        let seen = door.admitted(to: open, for: .viewSources)
        seen.add(.get, "/tenants/\(HubDoor.tenant)/sources", .page("List the sources")) { visit in
            try await listSources(visit)
        }
        seen.add(
            .get, "/tenants/\(HubDoor.tenant)/sources/\(Self.source)", .page("Show a source")
        ) { visit in
            try await showSource(visit)
        }
        seen.add(
            .get, "/tenants/\(HubDoor.tenant)/sources/\(Self.source)/retention",
            .page("Show what the keep rules of a source do")
        ) { visit in
            try await showRetention(visit)
        }
        door.admitted(to: open, for: .testConnections).add(
            .post, "/tenants/\(HubDoor.tenant)/sources/\(Self.source)/test",
            .form("Have whoever reads a source try to reach it")
        ) { visit in
            _ = try await sent(by: visit)
            let source = try await parts.sources.source(
                visit[Self.source], of: tenant(of: visit), seesHooks: false
            ).source
            let finding = try await answered(visit) {
                try await parts.connections.test(source.id, of: source.tenant)
            }
            return keep(
                visit, .reach(ReachTest(finding: finding, time: parts.clock.now)),
                at: Self.url(of: source).text)
        }
        let managed = door.admitted(to: open, for: .manageSources)
        managed.add(
            .get, "/tenants/\(HubDoor.tenant)/sources/new", .page("Ask what is to be protected")
        ) { visit in
            if kept(visit) != nil { return try await createSource(visit) }
            let form = SourceForm(
                kind: Self.sourceKind(visit.request), agent: query(visit, "agent") ?? "")
            return try await sourceForm(visit, nil, form, beginning(visit))
        }
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/sources/new", .form("Add a source")
        ) { visit in
            try await createSource(visit)
        }
        let editing: PathPattern = "/tenants/\(HubDoor.tenant)/sources/\(Self.source)/edit"
        managed.add(.get, editing, .page("Ask what is to be other about a source")) { visit in
            if kept(visit) != nil { return try await editSource(visit) }
            let source = try await wholeSource(visit).source
            var form = SourceForm(source)
            form.values[FormBase.field] = FormBase(form.values).text
            return try await sourceForm(visit, source, form, beginning(visit))
        }
        managed.add(.post, editing, .form("Change a source")) { visit in
            try await editSource(visit)
        }
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/sources/\(Self.source)/retention",
            .form("Keep by the rules that were tried")
        ) { visit in
            try await takeRetention(visit)
        }
        addSourceDeletion(to: managed)
    }

    private func listSources(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let after = Cursor(visit.request)
        let part = try await part(visit, of: tenant)
        let page = try await parts.sources.sources(
            of: tenant, matching: part?.filter ?? SourceFilter(),
            PageRequest(after: after ?? .start))
        let sources = page.items.map(\.source)
        return visit.visit.page(
            SourcesPage(
                inside: try await inside(visit), sources: try await shown(sources, in: tenant),
                agents: try await names(of: sources.compactMap(\.place.agent), in: tenant),
                part: part, next: page.next, isFirstPage: after == nil))
    }

    /// Those of one vault or of one agent, as the address says; what it names has to be there.
    private func part(
        _ visit: AdmittedVisit, of tenant: ID<Tenant>
    ) async throws -> SourcesPage.Part? {
        if let text = query(visit, SourcesPage.Part.vault) {
            guard let id = ID<KnownVault>(text) else { throw Problem.notFound }
            return .vault(id, try await parts.vaults.vault(id, of: tenant).vault.name)
        }
        if let text = query(visit, SourcesPage.Part.agent) {
            guard let id = ID<Agent>(text) else { throw Problem.notFound }
            return .agent(id, try await parts.fleet.agent(id, of: tenant).name)
        }
        return nil
    }

    func shown(_ sources: [Source], in tenant: ID<Tenant>) async throws -> ShownSources {
        ShownSources(
            sources: sources,
            summaries: try await parts.overviews.summaries(
                of: Set(sources.map(\.id)), in: tenant))
    }

    private func showSource(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let view = try await parts.sources.source(
            visit[Self.source], of: tenant, seesHooks: false)
        let schedules = try await parts.schedules.schedules(
            of: tenant, matching: ScheduleFilter(source: view.source.id), PageRequest())
        var vaults: [KnownVault] = []
        for id in view.source.vaults {
            vaults.append(try await parts.vaults.vault(id, of: tenant).vault)
        }
        let inside = try await inside(visit)
        return visit.visit.page(
            SourcePage(
                inside: inside, view: view,
                summary: try await parts.overviews.summaries(
                    of: [view.source.id], in: tenant)[view.source.id],
                agents: try await names(
                    of: [view.source.place.agent].compactMap(\.self), in: tenant),
                vaults: vaults, schedules: schedules.items, test: reachTest(visit),
                activity: SourceActivity(
                    inside: inside, source: view.source.id,
                    runs: try await runs(
                        of: tenant, matching: RunFilter(source: view.source.id),
                        limit: Self.rowsShown
                    ).items,
                    snapshots: try await snapshots(
                        of: tenant, matching: SnapshotFilter(source: view.source.id),
                        limit: Self.rowsShown
                    ).items
                ).body))
    }

    /// What the rules that hold do to the snapshots there are, or the ones that are tried out.
    private func showRetention(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let source = try await parts.sources.source(
            visit[Self.source], of: tenant, seesHooks: false
        ).source
        let kept = kept(visit)
        let asked = (visit.request.queryItems ?? []).map { (name: $0.name, value: $0.value) }
        let typed = kept?.values.items ?? asked
        let tried = typed.filter { $0.name.hasPrefix(KeepFields.prefix) }
        var form = SourceForm(source)
        form.values[FormBase.field] = Self.keptBase(of: source).text
        if !tried.isEmpty { form.values.clearKept() }
        for item in tried { form.values[item.name] = item.value }
        var trouble = FormTrouble()
        var rules: RetentionRules?
        if !tried.isEmpty {
            let wanted = form.retention(
                instead: source.retention, &trouble, visit.visit.words.sources)
            if trouble.isEmpty { rules = wanted.rules }
        }
        let said = kept?.trouble ?? trouble
        let page = RetentionPage(
            inside: try await inside(visit), source: source,
            previews: try await parts.retention.preview(source.id, of: tenant, trying: rules),
            form: form, isTrial: rules != nil && rules != source.retention.rules, trouble: said)
        return visit.visit.page(page, said.isEmpty ? .ok : .unprocessableContent)
    }

    /// Saves the keep rules that were tried out, and nothing else.
    private func takeRetention(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let view = try await parts.sources.source(
            visit[Self.source], of: tenant, seesHooks: false)
        let source = view.source
        var form = SourceForm(
            kind: source.configuration.kind, FormValues(try await sent(by: visit)))
        var saved = FormValues()
        saved.setKept(source.retention.rules)
        var trouble = try await meet(visit, &form.values, saved, of: source.id.uuid)
        var edit = SourceEdit()
        edit.retention = .set(
            form.retention(instead: source.retention, &trouble, visit.visit.words.sources))
        return try await save(visit, trouble) {
            Self.url(
                of: try await parts.sources.edit(
                    source.id, of: tenant, version: view.version, edit, by: visit.requester
                ).source)
        } again: {
            keep(visit, form.values, $0)
        }
    }

    private static func keptBase(of source: Source) -> FormBase {
        var values = FormValues()
        values.setKept(source.retention.rules)
        return FormBase(values)
    }

    /// With its commands where the person may see them.
    private func wholeSource(_ visit: AdmittedVisit) async throws -> SourceView {
        try await parts.sources.source(
            visit[Self.source], of: tenant(of: visit), seesHooks: mayHook(visit))
    }

    private func mayHook(_ visit: AdmittedVisit) -> Bool {
        visit.signedIn.authority.allows(.manageHooks, in: visit.tenant)
    }

    private func sourceForm(
        _ visit: AdmittedVisit, _ source: Source?, _ form: SourceForm, _ trouble: FormTrouble,
        isTurn: Bool = false
    ) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        var form = form
        let chosen = Set(form.values.chosen("vaults", instead: source?.vaults ?? []))
        form.values[all: "vaults"] = Set(chosen.map(\.description))
        let vaults = try await choosableVaults(
            of: tenant, matching: VaultFilter(text: form.values.sought),
            with: chosen.union(source?.vaults ?? []))
        // With one vault there is nothing to choose.
        if source == nil, trouble.isEmpty, !isTurn, vaults.isWhole, vaults.items.count == 1,
            let only = vaults.items.first
        {
            form.values[all: "vaults"] = [only.id.description]
        }
        // What was typed is not typed again because something else was wrong.
        let kept = keptSecrets.seal(
            form.values, of: form.kind.fields(visit.visit.words.sources),
            session: visit.formSecret, now: parts.clock.now)
        if let kept { form.values[KeptSecrets.field] = kept }
        let secrets = form.kind.fields(visit.visit.words.sources).filter(\.isSecret)
        if let there = showAgain(visit, form.values, trouble, without: secrets.map(\.name)) {
            return there
        }
        let page = SourceEditPage(
            inside: try await inside(visit), source: source, form: form, trouble: trouble,
            agents: try await choosableAgents(of: tenant, with: [form.place?.agent]), vaults: vaults
        )
        return visit.visit.page(page, trouble.isEmpty ? .ok : .unprocessableContent)
    }

    /// What was sent, with the secrets that were typed on the way.
    private func typed(
        _ visit: AdmittedVisit, _ kind: Domain.SourceKind
    ) async throws -> FormValues {
        var values = try await typed(visit, or: kept(visit))
        keptSecrets.restore(
            &values, of: kind.fields(visit.visit.words.sources), session: visit.formSecret,
            now: parts.clock.now)
        return values
    }

    private func createSource(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let kind = Self.sourceKind(visit.request)
        var form = SourceForm(kind: kind, try await typed(visit, kind))
        let tenant = try tenant(of: visit)
        let words = visit.visit.words
        var trouble = kept(visit)?.trouble ?? FormTrouble()
        if let turn = try await pickPaths(visit, &form, of: nil, &trouble) { return turn }
        if form.place == nil { trouble.add(words.field.missing, to: "agent") }
        if let place = form.place {
            let draft = form.draft(
                on: place, &trouble, words.sources, mayHook: mayHook(visit))
            return try await save(visit, trouble, SourceForm.fieldNames) {
                Self.url(
                    of: try await parts.sources.create(
                        draft, of: tenant, by: visit.requester
                    ).source)
            } again: {
                try await sourceForm(visit, nil, form, $0)
            }
        }
        return try await sourceForm(visit, nil, form, trouble)
    }

    private func editSource(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let view = try await wholeSource(visit)
        let old = view.source
        var values = try await typed(visit, old.configuration.kind)
        values["agent"] = old.place.agent?.description ?? SourceForm.pool
        var form = SourceForm(kind: old.configuration.kind, values)
        var trouble = kept(visit)?.trouble ?? FormTrouble()
        if let turn = try await pickPaths(visit, &form, of: old, &trouble) { return turn }
        trouble = try await meet(visit, &form.values, SourceForm(old).values, of: old.id.uuid)
        let edit = form.edit(of: old, &trouble, visit.visit.words.sources, mayHook: mayHook(visit))
        return try await save(visit, trouble, SourceForm.fieldNames) {
            Self.url(
                of: try await parts.sources.edit(
                    old.id, of: tenant, version: view.version, edit, by: visit.requester
                ).source)
        } again: {
            try await sourceForm(visit, old, form, $0)
        }
    }

    /// The picker, or the form with what was picked; nil where the form is to be saved.
    private func pickPaths(
        _ visit: AdmittedVisit, _ form: inout SourceForm, of source: Source?,
        _ trouble: inout FormTrouble
    ) async throws -> HTTPResponse? {
        let fields = form.kind.fields(visit.visit.words.sources)
        let asking = PathAsking(
            fields: fields, place: .sources,
            machine: machine(form, of: source, visit.visit.words.sources),
            agentField: "agent", names: SourceForm.fieldNames)
        var isTurn = kept(visit) != nil || SeekField.isSeeking(form.values)
        let page = try await pickPaths(
            visit, for: asking, &form.values, &trouble, isTurn: &isTurn)
        if let page { return page }
        return isTurn ? try await sourceForm(visit, source, form, trouble, isTurn: true) : nil
    }

    /// What a form's paths are of. What lets us in of a source that is there is known already, as
    /// long as it is the same server.
    private func machine(
        _ form: SourceForm, of source: Source?, _ words: SourceWords
    ) -> Machine? {
        guard form.kind.isRemote else { return form.place?.agent.map { .agent($0) } }
        // What is wrong with it is said when it is looked at.
        var trouble = FormTrouble()
        let wanted = form.kind.configuration(
            form.values, instead: source?.configuration, &trouble, words)
        guard case .sftp(let server) = wanted else { return nil }
        if let source, case .sftp(let old) = source.configuration,
            form.kind.secrets(form.values).isEmpty,
            (old.host, old.port, old.user) == (server.host, server.port, server.user)
        {
            return .source(source)
        }
        var looked = server
        looked.files = FilesConfiguration(paths: ["/"])
        return form.place.map { .server(looked, form.kind.secrets(form.values), $0) }
    }

    private func addSourceDeletion(to managed: Routes<AdmittedVisit>) {
        addConfirmation(
            to: managed, at: "/tenants/\(HubDoor.tenant)/sources/\(Self.source)/deletion",
            asks: "Ask before a source is forgotten", does: "Forget a source",
            of: { try await wholeSource($0).source },
            page: { source, inside, error in
                ConfirmationPage(
                    deleting: source.name, source.id.description, from: "sources", at: .sources,
                    inside.words.sources, inside, error: error)
            }, leadingTo: { $1.url("sources") }
        ) { visit, source in
            try await parts.sources.delete(source.id, of: source.tenant, by: visit.requester)
        }
    }

    private static func url(of source: Source) -> URLReference {
        .path("tenants", source.tenant.description, "sources", source.id.description)
    }

    private static func sourceKind(_ request: HTTPRequest) -> Domain.SourceKind {
        let text = request.queryItems?.first { $0.name == "kind" }?.value
        return text.flatMap { Domain.SourceKind(rawValue: $0) } ?? .files
    }
}
