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
    static let vault = PathParameter("vault", Schema<ID<KnownVault>>.id())

    func addVaults(to open: Routes<Visit>, _ door: HubDoor) {
        let seen = door.admitted(to: open, for: .viewVaults)
        seen.add(.get, "/tenants/\(HubDoor.tenant)/vaults", .page("List the vaults")) { visit in
            try await listVaults(visit)
        }
        seen.add(
            .get, "/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)", .page("Show a vault")
        ) { visit in
            try await showVault(visit)
        }
        door.admitted(to: open, for: .testConnections).add(
            .post, "/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)/test",
            .form("Have an agent try to reach a vault")
        ) { visit in
            try await testVault(visit)
        }
        let managed = door.admitted(to: open, for: .manageVaults)
        managed.add(
            .get, "/tenants/\(HubDoor.tenant)/vaults/new", .page("Ask where a vault is to be")
        ) { visit in
            let kept = kept(visit)
            let kind = placeKind(visit.request)
            let usual = VaultForm(kind: kind, zone: await parts.zones.usual(visit.visit.zone))
            return try await vaultForm(
                visit, nil, kept.map { VaultForm(kind: kind, $0.values) } ?? usual,
                kept?.trouble ?? beginning(visit))
        }
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/vaults/new", .form("Make a vault known")
        ) { visit in
            try await createVault(visit)
        }
        let editing: PathPattern = "/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)/edit"
        managed.add(.get, editing, .page("Ask what is to be other about a vault")) { visit in
            let view = try await parts.vaults.vault(visit[Self.vault], of: tenant(of: visit))
            let vault = view.vault
            let kept = kept(visit)
            let form = kept.map { VaultForm(kind: PlaceKind(place: vault.place), $0.values) }
            var usual = VaultForm(vault)
            usual.values[FormBase.field] = FormBase(usual.values).text
            return try await vaultForm(
                visit, view, form ?? usual, kept?.trouble ?? beginning(visit))
        }
        managed.add(.post, editing, .form("Change a vault")) { visit in
            try await editVault(visit)
        }
        addVaultDeletion(to: managed)
        addCopyRules(to: managed)
        addVaultWipe(to: door.admitted(to: open, for: .wipeVaults))
        addVaultCare(to: open, door)
    }

    private func listVaults(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let after = Cursor(visit.request)
        let page = try await parts.vaults.vaults(
            of: tenant, matching: VaultFilter(), PageRequest(after: after ?? .start))
        let agents = page.items.flatMap { view in
            [view.vault.keeper, view.wait == .agent ? view.vault.owner : nil].compactMap(\.self)
        }
        return visit.visit.page(
            VaultsPage(
                inside: try await inside(visit),
                vaults: try await shown(page.items, in: tenant), next: page.next,
                isFirstPage: after == nil, agents: try await names(of: agents, in: tenant)))
    }

    /// Vaults with what is known of them, however many there are with one query for each thing.
    private func shown(
        _ vaults: [VaultView], in tenant: ID<Tenant>
    ) async throws -> [ShownVault] {
        let ids = Set(vaults.map(\.vault.id))
        let figures = try await parts.overviews.figures(
            of: ids, in: tenant, since: parts.clock.now.day - Int64(VaultForecast.days))
        let alerts = try await parts.alerts.alerts(
            of: tenant, matching: AlertFilter(states: AlertsPage.Choice.open.states),
            PageRequest(limit: PageRequest.limitMax)
        ).items
        let ofVault = Dictionary(grouping: alerts.filter { $0.condition.source == nil }) {
            $0.condition.vault
        }
        return vaults.map { view in
            ShownVault(
                vault: view.vault, wait: view.wait,
                figures: figures[view.vault.id]
                    ?? VaultFigures(snapshots: 0, stored: ByteCount(0), read: nil),
                alerts: ofVault[view.vault.id] ?? [])
        }
    }

    private func testVault(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        _ = try await sent(by: visit)
        let tenant = try tenant(of: visit)
        let vault = try await parts.vaults.vault(visit[Self.vault], of: tenant).vault
        let finding = try await answered(visit) {
            try await parts.connections.test(vault.id, of: tenant)
        }
        return keep(
            visit, .reach(ReachTest(finding: finding, time: parts.clock.now)),
            at: Self.url(of: vault).text)
    }

    private func showVault(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let view = try await parts.vaults.vault(visit[Self.vault], of: tenant)
        let sources = try await parts.sources.sources(
            of: tenant, matching: SourceFilter(vault: view.vault.id),
            PageRequest(limit: FirstSources.shownMax + 1)
        ).items.map(\.source)
        let agents =
            [view.vault.keeper, view.vault.owner].compactMap(\.self)
            + VaultPage.named(view.vault.agents)
        let inside = try await inside(visit)
        var keys: [KnownKey] = []
        for id in view.vault.keys {
            keys.append(try await parts.keys.key(id, of: tenant))
        }
        return visit.visit.page(
            VaultPage(
                inside: inside, vault: view.vault, secretCount: view.secrets.count, keys: keys,
                agents: try await names(
                    of: agents + sources.compactMap(\.place.agent), in: tenant),
                shown: try await shown([view], in: tenant)[0],
                sources: try await self.shown(sources, in: tenant),
                care: try await care(for: view.vault, inside),
                test: reachTest(visit)))
    }

    private func vaultForm(
        _ visit: AdmittedVisit, _ view: VaultView?, _ form: VaultForm, _ trouble: FormTrouble
    ) async throws -> HTTPResponse {
        let secrets = form.secretFields(visit.visit.words.vaults)
        if let there = showAgain(visit, form.values, trouble, without: secrets) { return there }
        let page = VaultEditPage(
            inside: try await inside(visit), vault: view?.vault, form: form, trouble: trouble,
            agents: try await choosableAgents(
                of: tenant(of: visit),
                with: [ID(form.values["owner"]), form.keeper] + form.choosable(Self.choicesMax)),
            keys: view == nil ? try await choosableKeys(of: tenant(of: visit)) : [],
            hasDeletingCredential: view?.secrets.contains { $0.purpose == .delete } ?? false,
            offersHosting: parts.vaults.offersHosting)
        return visit.visit.page(page, trouble.isEmpty ? .ok : .unprocessableContent)
    }

    private func createVault(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let form = VaultForm(
            kind: placeKind(visit.request), FormValues(try await sent(by: visit)))
        let tenant = try tenant(of: visit)
        var trouble = FormTrouble()
        let draft = form.draft(&trouble, visit.visit.words)
        if draft.agents == [] {
            trouble.add(visit.visit.words.vaults.chooseAgent, to: "agents")
        }
        if form.ticksInVain {
            trouble.add(visit.visit.words.vaults.tickedInVain, to: "agents")
        }
        return try await save(visit, trouble, form.fieldNames) {
            Self.url(
                of: try await parts.vaults.create(draft, of: tenant, by: visit.requester).vault)
        } again: {
            try await vaultForm(visit, nil, form, $0)
        }
    }

    private func editVault(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let view = try await parts.vaults.vault(visit[Self.vault], of: tenant)
        let old = view.vault
        var values = FormValues(try await sent(by: visit))
        values["format"] = old.format.rawValue
        var trouble = try await meet(visit, &values, VaultForm(old).values, of: old.id.uuid)
        let form = VaultForm(kind: PlaceKind(place: old.place), values)
        let edit = form.edit(of: old, &trouble, visit.visit.words)
        let words = visit.visit.words.vaults
        // One that nobody reaches already may stay so.
        if case .set(let agents?) = edit.agents, agents.isEmpty {
            trouble.add(words.chooseAgent, to: "agents")
        }
        if let field = form.typedInVain { trouble.add(words.typedInVain, to: field) }
        // Who opens it to all leaves the ticks of before as they are.
        if form.ticksInVain, old.agents == nil {
            trouble.add(words.tickedInVain, to: "agents")
        }
        return try await save(
            visit, trouble, form.fieldNames, needed: (words.stillStoring, "agents")
        ) {
            Self.url(
                of: try await parts.vaults.edit(
                    old.id, of: tenant, version: view.version, edit, by: visit.requester
                ).vault)
        } again: {
            try await vaultForm(visit, view, form, $0)
        }
    }

    private func addVaultDeletion(to managed: Routes<AdmittedVisit>) {
        addConfirmation(
            to: managed, at: "/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)/deletion",
            asks: "Ask before a vault is forgotten", does: "Forget a vault",
            of: { try await parts.vaults.vault($0[Self.vault], of: tenant(of: $0)).vault },
            page: { vault, inside, error in
                ConfirmationPage(
                    deleting: vault.name, vault.id.description, from: "vaults", at: .vaults,
                    inside.words.vaults, inside, error: error)
            }, leadingTo: { $1.url("vaults") }
        ) { visit, vault in
            try await parts.vaults.delete(vault.id, of: vault.tenant, by: visit.requester)
        }
    }

    static func url(of vault: KnownVault) -> URLReference {
        .path("tenants", vault.tenant.description, "vaults", vault.id.description)
    }

    private func placeKind(_ request: HTTPRequest) -> PlaceKind {
        let text = request.queryItems?.first { $0.name == "kind" }?.value
        return text.flatMap { PlaceKind(rawValue: $0) }
            ?? (parts.vaults.offersHosting ? .hub : .folder)
    }
}
