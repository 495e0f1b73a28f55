internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store

extension HubAPI {
    private static let tags = ["Agents"]

    /// What is done to several agents at once, chosen by their ids or by what they have in common.
    func addFleetWork(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .startRuns).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/agents/backups",
            RouteAbout(
                "Back up all that several agents protect, or tell what that would be",
                tags: Self.tags, failures: Self.tenantFailures),
            takes: FleetBackupsForm.schema, gives: FleetBackupsDocument.schema
        ) { context, form in
            let choice = try form.choice.workChoice
            let plans = try await parts.fleetWork.backupPlans(choice, of: context.tenant)
            guard !form.isRehearsal else { return FleetBackupsDocument(plans) }
            return FleetBackupsDocument(
                plans,
                try await parts.fleetWork.backUp(
                    choice, of: context.tenant, by: context.requester))
        }
        let managed = door.authorised(to: routes, for: .manageAgents)
        managed.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/agents/labels",
            RouteAbout(
                "Change the labels of several agents, or tell what that would be",
                tags: Self.tags, failures: Self.tenantFailures),
            takes: FleetLabelsForm.schema, gives: FleetLabelsDocument.schema
        ) { context, form in
            let choice = try form.choice.workChoice
            let agents = try await parts.fleetWork.agents(choice, of: context.tenant)
            guard !form.isRehearsal else { return FleetLabelsDocument(agents, form.edit) }
            return FleetLabelsDocument(
                agents, form.edit,
                try await parts.fleetWork.label(
                    choice, of: context.tenant, form.edit, by: context.requester))
        }
        managed.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/agents/limits",
            RouteAbout(
                "Change what several agents take of their machines, or tell what that would be",
                tags: Self.tags, failures: Self.tenantFailures),
            takes: FleetLimitsForm.schema, gives: FleetLimitsDocument.schema
        ) { context, form in
            let (choice, edit) = (try form.choice.workChoice, form.limits.edit)
            let agents = try await parts.fleetWork.agents(choice, of: context.tenant)
            guard !form.isRehearsal else { return FleetLimitsDocument(agents, edit) }
            return FleetLimitsDocument(
                agents, edit,
                try await parts.fleetWork.limit(
                    choice, of: context.tenant, edit, by: context.requester))
        }
    }
}

extension FleetChoiceForm {
    /// Who says nothing means nobody: a slip in a program is not to reach a whole fleet.
    fileprivate var workChoice: FleetWork.Choice {
        get throws {
            if let agents { return .these(agents) }
            if isAll || standing != nil || text != nil || !labels.isEmpty {
                return .matching(
                    AgentFilter(standing: standing, labels: labels, text: text))
            }
            throw Problem(
                .unprocessableContent, "nobody_chosen",
                "Say which agents are meant: by their ids, by what they have in common, or all.")
        }
    }
}
