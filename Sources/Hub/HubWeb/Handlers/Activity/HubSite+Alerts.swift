internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let alert = PathParameter("alert", Schema<ID<Alert>>.id())

    func addAlerts(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewAlerts).add(
            .get, "/tenants/\(HubDoor.tenant)/alerts", .page("List the alerts")
        ) { visit in
            let choice =
                visit.request.queryItems?.first { $0.name == "show" }
                .flatMap { AlertsPage.Choice(rawValue: $0.value) } ?? .open
            let after = Cursor(visit.request)
            return try await show(visit) { inside in
                try await alertList(inside, choice, after: after)
            } page: { inside, region in
                AlertsPage(inside: inside, region: region)
            }
        }
        let answered = door.admitted(to: open, for: .acknowledgeAlerts)
        answered.add(
            .post, "/tenants/\(HubDoor.tenant)/alerts/\(Self.alert)/acknowledgement",
            .form("Look after an alert")
        ) { visit in
            try await press(visit, leadingTo: "alerts", then: .acknowledged) { tenant in
                _ = try await parts.alerts.acknowledge(
                    visit[Self.alert], of: tenant, by: visit.requester)
            }
        }
        answered.add(
            .post, "/tenants/\(HubDoor.tenant)/alerts/\(Self.alert)/resolution",
            .form("Say that an alert is over")
        ) { visit in
            try await press(visit, leadingTo: "alerts", then: .resolved) { tenant in
                _ = try await parts.alerts.resolve(
                    visit[Self.alert], of: tenant, by: visit.requester)
            }
        }
    }

    private func alertList(
        _ inside: Inside, _ choice: AlertsPage.Choice, after: Cursor?
    ) async throws -> Markup {
        guard let tenant = inside.tenant else { throw Problem.notFound }
        let page = try await parts.alerts.alerts(
            of: tenant, matching: AlertFilter(states: choice.states),
            PageRequest(after: after ?? .start))
        var shown: [ShownAlert] = []
        for alert in page.items { shown.append(try await self.shown(alert, in: tenant, inside)) }
        return AlertList(
            inside: inside, choice: choice, alerts: shown, next: page.next,
            isFirstPage: after == nil
        ).body
    }

    /// With the name of what it is about, and where to look: the run that failed, where there is
    /// one.
    func shown(
        _ alert: Alert, in tenant: ID<Tenant>, _ inside: Inside
    ) async throws -> ShownAlert {
        let condition = alert.condition
        if let source = condition.source {
            let name = try await name(of: source, in: tenant) ?? "\(source)"
            let url = try await latestFailure(of: condition, inside)
            return ShownAlert(
                alert: alert, name: name, url: url ?? inside.url("sources", source.description))
        }
        if let vault = condition.vault {
            let url = try await latestFailure(of: condition, inside)
            return ShownAlert(
                alert: alert, name: try await name(of: vault, in: tenant),
                url: url ?? inside.url("vaults", vault.description))
        }
        if let agent = condition.agent {
            return ShownAlert(
                alert: alert, name: try await names(of: [agent], in: tenant)[agent] ?? "\(agent)",
                url: inside.url("agents", agent.description))
        }
        if let run = condition.run {
            return ShownAlert(
                alert: alert, name: "\(run)", url: inside.url("runs", run.description))
        }
        if condition.deletion != nil {
            return ShownAlert(alert: alert, name: "", url: inside.url("deletions"))
        }
        return ShownAlert(alert: alert, name: "", url: nil)
    }

    /// The run that says why.
    private func latestFailure(
        of condition: AlertCondition, _ inside: Inside
    ) async throws -> URLReference? {
        guard let tenant = inside.tenant else { return nil }
        let filter: RunFilter
        switch condition {
        case .backupFailed(let source):
            filter = RunFilter(states: [.failed], kinds: [.backup], source: source)
        case .vaultMissed(let source, _):
            filter = RunFilter(states: [.warned], kinds: [.backup], source: source)
        case .drillFailed(let source, let vault):
            filter = RunFilter(states: [.failed], kinds: [.drill], source: source, vault: vault)
        case .maintenanceFailed(let vault, let kind):
            filter = RunFilter(states: [.failed], kinds: [kind], vault: vault)
        default: return nil
        }
        let run = try await parts.runs.runs(of: tenant, matching: filter, PageRequest(limit: 1))
            .items.first
        return run.map { inside.url("runs", $0.id.description) }
    }
}
