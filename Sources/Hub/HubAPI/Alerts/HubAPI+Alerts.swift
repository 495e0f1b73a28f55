internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let alert = PathParameter("alert", Schema<ID<Alert>>.id())
    private static let alerts: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/alerts"
    private static let oneAlert: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/alerts/\(alert)"
    private static let tags = ["Alerts"]

    private static let state = QueryParameter<Alert.State?>(
        "state", .choice, "Only those in this state.")
    private static let isOpen = QueryParameter<Bool?>(
        "open", .bool, "Only those that are resolved, or that are not.")
    private static let severity = QueryParameter<AlertCondition.Severity?>(
        "severity", .choice, "Only those that are so grave.")
    private static let kind = QueryParameter<String?>(
        "kind", .text(1...64), "Only those of this kind.")

    func addAlerts(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .viewAlerts)
        seen.add(
            .get, Self.alerts,
            RouteAbout(
                "List the alerts, the newest first", tags: Self.tags,
                query: ListQuery.all + [
                    Self.state.description, Self.isOpen.description, Self.severity.description,
                    Self.kind.description,
                ], failures: Self.tenantFailures),
            gives: ListDocument.schema("AlertList", of: AlertDocument.schema)
        ) { context in
            var filter = AlertFilter(
                severity: try context[Self.severity], kind: try context[Self.kind])
            if let isOpen = try context[Self.isOpen] {
                filter.states = isOpen ? [.raised, .acknowledged] : [.resolved]
            }
            if let state = try context[Self.state] { filter.states = [state] }
            let page = try await parts.keeping.alerts.alerts(
                of: context.tenant, matching: filter, context.page)
            return ListDocument(items: page.items.map { AlertDocument($0) }, next: page.next)
        }
        seen.add(
            .get, Self.oneAlert,
            RouteAbout("Show an alert", tags: Self.tags, failures: Self.tenantFailures),
            gives: AlertDocument.schema
        ) { context in
            AlertDocument(
                try await parts.keeping.alerts.alert(context[Self.alert], of: context.tenant))
        }
        addAlertAnswers(to: door.authorised(to: routes, for: .acknowledgeAlerts))
    }

    private func addAlertAnswers(to answered: Routes<Authorised<Call>>) {
        answered.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/alerts/\(Self.alert)/acknowledgement",
            RouteAbout(
                "Say that you look after an alert", tags: Self.tags,
                failures: Self.tenantFailures),
            gives: AlertDocument.schema
        ) { context in
            AlertDocument(
                try await parts.keeping.alerts.acknowledge(
                    context[Self.alert], of: context.tenant, by: context.requester))
        }
        answered.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/alerts/\(Self.alert)/resolution",
            RouteAbout(
                "Say that an alert is over", tags: Self.tags, failures: Self.tenantFailures),
            gives: AlertDocument.schema
        ) { context in
            AlertDocument(
                try await parts.keeping.alerts.resolve(
                    context[Self.alert], of: context.tenant, by: context.requester))
        }
    }
}
