internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let schedule = PathParameter("schedule", Schema<ID<Schedule>>.id())
    private static let schedules: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/schedules"
    private static let oneSchedule: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/schedules/\(schedule)"
    private static let pause: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/schedules/\(schedule)/pause"
    private static let scheduleTags = ["Schedules"]

    private static let firedSource = QueryParameter<ID<Source>?>(
        "source", .id(), "Only those that fire this source.")
    private static let isOn = QueryParameter<Bool?>(
        "enabled", .bool, "Only those that fire, or only those that are paused.")

    func addSchedules(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .viewSchedules)
        seen.add(
            .get, Self.schedules,
            RouteAbout(
                "List the schedules", tags: Self.scheduleTags,
                query: ListQuery.all + [Self.firedSource.description, Self.isOn.description],
                failures: Self.tenantFailures),
            gives: ListDocument.schema("ScheduleList", of: ScheduleDocument.schema)
        ) { context in
            let filter = ScheduleFilter(
                source: try context[Self.firedSource], isEnabled: try context[Self.isOn])
            let page = try await parts.protection.schedules.schedules(
                of: context.tenant, matching: filter, context.page)
            return ListDocument(
                items: page.items.map { ScheduleDocument($0) }, next: page.next)
        }
        seen.add(
            .get, Self.oneSchedule,
            RouteAbout(
                "Show a schedule", tags: Self.scheduleTags, failures: Self.tenantFailures),
            gives: ScheduleDocument.schema
        ) { context in
            ScheduleDocument(
                try await parts.protection.schedules.schedule(
                    context[Self.schedule], of: context.tenant))
        }
        seen.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/schedule-previews",
            RouteAbout(
                "Tell when a schedule would fire", tags: Self.scheduleTags,
                failures: Self.tenantFailures),
            takes: TimeDocument.schema, gives: PreviewDocument.schema
        ) { _, form in
            PreviewDocument(next: try await parts.protection.schedules.preview(form.time))
        }
        addScheduleChanges(to: door.authorised(to: routes, for: .manageSchedules))
        addPauses(to: door.authorised(to: routes, for: .pauseSchedules))
        door.authorised(to: routes, for: .startRuns).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/schedules/\(Self.schedule)/runs",
            RouteAbout(
                "Back up now all that a schedule fires", tags: Self.scheduleTags,
                failures: Self.tenantFailures),
            takes: RunForm.schema, gives: SeveralRunsDocument.schema, status: .created
        ) { context, form in
            let fired = try await parts.protection.schedules.schedule(
                context[Self.schedule], of: context.tenant
            ).schedule.sources
            return document(
                of: try await parts.runs.backUp(
                    fired, of: context.tenant, priority: form.priority, by: context.requester))
        }
    }

    private func addScheduleChanges(to managed: Routes<Authorised<Call>>) {
        managed.add(
            .post, Self.schedules,
            RouteAbout(
                "Make a schedule", tags: Self.scheduleTags, headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: ScheduleForm.schema, gives: ScheduleDocument.schema, status: .created
        ) { context, form in
            let view = try await parts.protection.schedules.create(
                form.draft, of: context.tenant,
                once: context.idempotencyKey(for: form, ScheduleForm.schema),
                by: context.requester)
            return (ScheduleDocument(view), Precondition.fields(of: view.version))
        }
        managed.add(
            .patch, Self.oneSchedule,
            RouteAbout(
                "Change a schedule", tags: Self.scheduleTags, headers: Precondition.changing,
                failures: Self.changeFailures),
            takes: ScheduleChangeForm.schema, gives: ScheduleDocument.schema
        ) { context, form in
            let view = try await parts.protection.schedules.edit(
                context[Self.schedule], of: context.tenant, version: context.version,
                form.edit, by: context.requester)
            return (ScheduleDocument(view), Precondition.fields(of: view.version))
        }
        managed.add(
            .delete, Self.oneSchedule,
            RouteAbout(
                "Forget a schedule", tags: Self.scheduleTags, failures: Self.tenantFailures),
            status: .noContent
        ) { context in
            try await parts.protection.schedules.delete(
                context[Self.schedule], of: context.tenant, by: context.requester)
            return HTTPResponse(.noContent)
        }
    }

    private func addPauses(to routes: Routes<Authorised<Call>>) {
        for (method, isEnabled, words) in [
            (HTTPMethod.put, false, "Pause a schedule"),
            (.delete, true, "Let a schedule fire again"),
        ] {
            routes.add(
                method, Self.pause,
                RouteAbout(
                    words, tags: Self.scheduleTags, failures: Self.tenantFailures),
                gives: ScheduleDocument.schema
            ) { context in
                ScheduleDocument(
                    try await parts.protection.schedules.setEnabled(
                        isEnabled, context[Self.schedule], of: context.tenant,
                        by: context.requester))
            }
        }
    }
}
