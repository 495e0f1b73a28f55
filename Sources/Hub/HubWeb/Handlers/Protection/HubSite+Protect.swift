internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// What is offered first, where the machine has it.
    private static let usualFolders = ["etc", "home", "root", "srv", "opt"]

    func addProtect(to open: Routes<Visit>, _ door: HubDoor) {
        let managed = door.admitted(to: open, for: .manageSources)
        managed.add(
            .get, "/tenants/\(HubDoor.tenant)/protect", .page("Ask how a machine is backed up")
        ) { visit in
            try await kept(visit) == nil ? showProtect(visit) : protect(visit)
        }
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/protect", .form("Back a machine up")
        ) { visit in
            try await protect(visit)
        }
    }

    private func showProtect(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let asked = visit.request.queryItems?.first { $0.name == "agent" }?.value
        let agents = try await choosableAgents(of: tenant, with: [asked.flatMap { ID($0) }])
        let linked = parts.fleet.linked(agents)
        let agent =
            agents.first { $0.id.description == asked } ?? agents.first { linked.contains($0.id) }
            ?? agents.first
        var place: String?
        if let agent { place = await parts.facts.openFolders(agent.id)?.vault }
        // What lies on the disk that the files are on is lost with it. For the hub's own machine
        // the hub is no other place either.
        let isElsewhere = parts.vaults.offersHosting && place == nil
        let vault =
            try await reachable(by: agent?.id, of: tenant)
            .first { $0.readiness == .ready }?.id.description
            ?? (isElsewhere ? ProtectForm.hubVault : ProtectForm.newVault)
        var form = ProtectForm(
            agent: agent, vault: vault, place: place,
            zone: await parts.zones.usual(visit.visit.zone), visit.visit.words.protect)
        if let agent, let path = query(visit, "paths"), path.utf8.first == UInt8(ascii: "/"),
            Fields.path.violations(of: path).isEmpty
        {
            form.suggest(path, on: agent, visit.visit.words.protect)
        } else {
            form.values["paths"] = try await usualFolders(of: agent, in: tenant)
                .joined(separator: "\n")
        }
        return try await protectForm(visit, form, beginning(visit))
    }

    /// The folders that most machines keep things in, as far as this one shows them.
    private func usualFolders(of agent: Agent?, in tenant: ID<Tenant>) async throws -> [String] {
        guard let agent, !parts.fleet.linked([agent]).isEmpty else { return [] }
        do {
            let finding = try await parts.connections.folder("/", on: agent.id, of: tenant)
            guard case .found(let page) = finding else { return [] }
            let names = Set(page.items.filter { $0.kind == .folder }.map(\.name.text))
            return Self.usualFolders.filter { names.contains($0) }.map { "/\($0)" }
        } catch let error as StoreError where error.refusal != nil {
            return []
        }
    }

    private func reachable(
        by agent: ID<Agent>?, of tenant: ID<Tenant>
    ) async throws -> [KnownVault] {
        guard let agent else { return [] }
        return try await choosableVaults(of: tenant, matching: VaultFilter(agent: agent)).items
    }

    private func protectForm(
        _ visit: AdmittedVisit, _ form: ProtectForm, _ trouble: FormTrouble
    ) async throws -> HTTPResponse {
        if let there = showAgain(visit, form.values, trouble) { return there }
        let tenant = try tenant(of: visit)
        let inside = try await inside(visit)
        let agents = try await choosableAgents(of: tenant, with: [form.agent])
        var page = ProtectPage(
            inside: inside, form: form, trouble: trouble, agents: agents,
            vaults: try await reachable(by: form.agent, of: tenant),
            offersHosting: parts.vaults.offersHosting)
        if let agent = agents.first(where: { $0.id == form.agent }) {
            page.isAway = parts.fleet.linked([agent]).isEmpty
        }
        var ignored = FormTrouble()
        if let time = form.time(&ignored, inside.words.field) {
            page.reading.schedule = await reading(of: time, inside.words)
            do {
                let timetable = try await parts.outlook.timetable(of: time)
                page.reading.outlook = parts.outlook.retention(form.keep.rules, timetable)
                page.reading.conflicts = parts.outlook.conflicts(form.keep.rules, [timetable])
            } catch is InvalidFields {
                // A zone that nobody knows is complained of at its field.
            }
        }
        return visit.visit.page(page, trouble.isEmpty ? .ok : .unprocessableContent)
    }

    private func protect(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let kept = kept(visit)
        var form = ProtectForm(try await typed(visit, or: kept))
        let words = visit.visit.words
        var trouble = kept?.trouble ?? FormTrouble()
        var isTurn = kept != nil || form.values.text("show") != nil
        let asking = PathAsking(
            fields: ProtectForm.fields(words), place: .overview,
            machine: form.agent.map { .agent($0) }, agentField: "agent")
        if let page = try await pickPaths(
            visit, for: asking, &form.values, &trouble, isTurn: &isTurn)
        {
            return page
        }
        if isTurn { return try await protectForm(visit, form, trouble) }
        guard let id = form.agent else {
            trouble.add(words.field.missing, to: "agent")
            return try await protectForm(visit, form, trouble)
        }
        let agent = try await parts.fleet.agent(id, of: tenant)
        if let time = form.time(&trouble, words.field) {
            do {
                let run = try await begin(&form, on: agent, at: time, visit)
                return visit.visit.leadOn(to: Self.url(of: run.id, in: tenant), .started)
            } catch let error as FirstBackup.UnusableVault {
                trouble.add(words.protect.unusable(error.failure.message), to: "place")
            } catch {
                try note(error, in: &trouble, words, ProtectForm.fieldNames)
            }
        }
        return try await protectForm(visit, form, trouble)
    }

    private func begin(
        _ form: inout ProtectForm, on agent: Agent, at time: ScheduleTime,
        _ visit: AdmittedVisit
    ) async throws -> Run {
        let tenant = try tenant(of: visit)
        let words = visit.visit.words
        let requester = visit.requester
        let taken = try await choosableVaults(of: tenant).items.map(\.name)
        let destination = form.destination(on: agent, besides: Set(taken), words.protect)
        let wish = form.wish(on: agent, at: time, into: destination, words)
        try parts.firstBackup.check(wish, of: tenant)
        _ = try await parts.outlook.timetable(of: time)
        let vault = try await parts.firstBackup.vault(destination, of: tenant, by: requester)
        // Should something else be wrong yet, the vault is there already.
        form.values["vault"] = vault.description
        return try await parts.firstBackup.begin(wish, into: vault, of: tenant, by: requester)
    }
}
