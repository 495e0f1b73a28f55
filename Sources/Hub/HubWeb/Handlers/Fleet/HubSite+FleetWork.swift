internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// What is done to several agents at once, each with a page that shows first what would come
    /// of it.
    func addFleetWork(to open: Routes<Visit>, _ door: HubDoor) {
        addBackups(to: door.admitted(to: open, for: .startRuns))
        addLabels(to: door.admitted(to: open, for: .manageAgents))
    }

    // MARK: Backing up

    private func addBackups(to routes: Routes<AdmittedVisit>) {
        let path: PathPattern = "/tenants/\(HubDoor.tenant)/agents/backups"
        routes.add(.get, path, .page("Show which backups would begin")) { visit in
            if let told = try await told(visit, leadingTo: "runs") { return told }
            let choice = FleetChoice(visit.request.queryItems ?? [])
            let plans = try await parts.fleetWork.backupPlans(
                agents(choice), of: tenant(of: visit))
            return visit.visit.page(
                FleetBackupsPage(
                    inside: try await inside(visit), choice: choice, plans: plans))
        }
        routes.add(.post, path, .form("Begin backups on several agents")) { visit in
            let sent = try await sent(by: visit)
            let tenant = try tenant(of: visit)
            let choice = FleetChoice(sent.items)
            let outcome = try await parts.fleetWork.backUp(
                agents(choice), of: tenant, by: visit.requester)
            return tell(outcome, visit, of: tenant, leadingTo: "runs", .started)
        }
    }

    // MARK: Labels

    private func addLabels(to routes: Routes<AdmittedVisit>) {
        let path: PathPattern = "/tenants/\(HubDoor.tenant)/agents/labels"
        routes.add(.get, path, .page("Show how labels would change")) { visit in
            if let told = try await told(visit, leadingTo: "agents") { return told }
            let items = visit.request.queryItems ?? []
            return try await showLabels(visit, FleetChoice(items), FleetLabelForm(items))
        }
        routes.add(.post, path, .form("Label several agents")) { visit in
            let sent = try await sent(by: visit)
            let tenant = try tenant(of: visit)
            let choice = FleetChoice(sent.items)
            let form = FleetLabelForm(sent.items)
            let (edit, trouble) = form.read(visit.visit.words)
            guard trouble.isEmpty, !edit.isEmpty else {
                // The page that shows what would come of it says what is wrong.
                return visit.visit.leadOn(
                    to: .path(
                        ["tenants", tenant.description, "agents", FleetDeed.labels.rawValue],
                        query: choice.fields + form.fields))
            }
            let outcome = try await parts.fleetWork.label(
                agents(choice), of: tenant, edit, by: visit.requester)
            return tell(outcome, visit, of: tenant, leadingTo: "agents", .saved)
        }
    }

    private func agents(_ choice: FleetChoice) -> FleetWork.Choice {
        choice.agents(at: parts.clock.now, parts.facts)
    }

    private func showLabels(
        _ visit: AdmittedVisit, _ choice: FleetChoice, _ form: FleetLabelForm
    ) async throws -> HTTPResponse {
        let (edit, trouble) = form.read(visit.visit.words)
        let agents = try await parts.fleetWork.agents(agents(choice), of: tenant(of: visit))
        return visit.visit.page(
            FleetLabelsPage(
                inside: try await inside(visit), choice: choice, agents: agents, form: form,
                edit: edit, trouble: trouble),
            trouble.isEmpty ? .ok : .unprocessableContent)
    }

    /// Leads on where everything went well, and else says of how many a rule said no.
    private func tell(
        _ outcome: FleetWork.Outcome, _ visit: AdmittedVisit, of tenant: ID<Tenant>,
        leadingTo list: String, _ done: Done
    ) -> HTTPResponse {
        guard outcome.refusedCount > 0 else {
            return visit.visit.leadOn(to: .path("tenants", tenant.description, list), done)
        }
        return keep(visit, .fleet(outcome))
    }

    /// What came of it; where that is no longer known, the list that is next.
    private func told(
        _ visit: AdmittedVisit, leadingTo list: String
    ) async throws -> HTTPResponse? {
        guard query(visit, KeptForms.field) != nil else { return nil }
        let inside = try await inside(visit)
        guard case .fleet(let outcome)? = kept(visit)?.result else {
            return visit.visit.leadOn(to: inside.url(list))
        }
        return visit.visit.page(
            FleetOutcomePage(inside: inside, outcome: outcome, next: inside.url(list)))
    }
}

/// What can be done with several agents; each has a page by its name.
enum FleetDeed: String, Sendable, CaseIterable {
    case backups, labels
}

/// Which agents were ticked, as the address and the forms carry it.
struct FleetChoice: Sendable {
    static let agentField = "agent"
    static let allField = "all"

    var ids: [ID<Agent>]
    /// All that fit it, where somebody ticked that.
    var filter: AgentsPage.Filter?

    init(_ items: [(name: String, value: String)]) {
        ids = items.filter { $0.name == Self.agentField }.compactMap { ID($0.value) }
        if items.contains(where: { $0.name == Self.allField }) { filter = .init(items) }
    }

    func agents(at now: Timestamp, _ facts: HubFacts) -> FleetWork.Choice {
        filter.map { .matching($0.storeFilter(at: now, facts)) } ?? .these(ids)
    }

    /// What carries it on.
    var fields: [(name: String, value: String)] {
        if let filter { return filter.query() + [(Self.allField, "1")] }
        return ids.map { (Self.agentField, $0.description) }
    }
}

/// Which labels to add and which to take away, as they were typed.
struct FleetLabelForm: Sendable {
    static let addedField = "added"
    static let removedField = "removed"

    /// One `key=value` a line.
    var added = ""
    /// One key a line.
    var removed = ""

    init(_ items: [(name: String, value: String)]) {
        added = items.first { $0.name == Self.addedField }?.value ?? ""
        removed = items.first { $0.name == Self.removedField }?.value ?? ""
    }

    /// What carries it on.
    var fields: [(name: String, value: String)] {
        [(Self.addedField, added), (Self.removedField, removed)]
    }

    func read(_ words: Words) -> (edit: FleetWork.LabelEdit, trouble: FormTrouble) {
        var trouble = FormTrouble()
        let labels = AgentForm.read(labels: added, into: &trouble, as: Self.addedField, words)
        var keys: Set<String> = []
        for line in removed.split(whereSeparator: \.isNewline) {
            let key = String(line.trimmingBlanks)
            guard !key.isEmpty else { continue }
            trouble.add(
                Fields.labelKey.violations(of: key), to: Self.removedField, words.field)
            keys.insert(key)
        }
        return (FleetWork.LabelEdit(added: labels, removed: keys), trouble)
    }
}
