internal import Cron
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
    private static let schedule = PathParameter("schedule", Schema<ID<Schedule>>.id())

    func addSchedules(to open: Routes<Visit>, _ door: HubDoor) {
        let seen = door.admitted(to: open, for: .viewSchedules)
        seen.add(
            .get, "/tenants/\(HubDoor.tenant)/schedules", .page("List the schedules")
        ) { visit in
            let after = Cursor(visit.request)
            let page = try await parts.schedules.schedules(
                of: tenant(of: visit), matching: ScheduleFilter(),
                PageRequest(after: after ?? .start))
            return visit.visit.page(
                SchedulesPage(
                    inside: try await inside(visit), schedules: page.items, next: page.next,
                    isFirstPage: after == nil))
        }
        seen.add(
            .get, "/tenants/\(HubDoor.tenant)/schedules/\(Self.schedule)",
            .page("Show a schedule")
        ) { visit in
            try await showSchedule(visit)
        }
        door.admitted(to: open, for: .pauseSchedules).add(
            .post, "/tenants/\(HubDoor.tenant)/schedules/\(Self.schedule)/pause",
            .form("Pause a schedule, or let it fire again")
        ) { visit in
            try await pauseSchedule(visit)
        }
        door.admitted(to: open, for: .startRuns).add(
            .post, "/tenants/\(HubDoor.tenant)/schedules/\(Self.schedule)/runs",
            .form("Back up all that a schedule fires")
        ) { visit in
            try await runSchedule(visit)
        }
        addScheduleForms(to: door.admitted(to: open, for: .manageSchedules))
    }

    private func addScheduleForms(to managed: Routes<AdmittedVisit>) {
        managed.add(
            .get, "/tenants/\(HubDoor.tenant)/schedules/new", .page("Ask when things are due")
        ) { visit in
            if kept(visit) != nil { return try await saveSchedule(visit, nil) }
            let source = query(visit, "source")
            let form = ScheduleForm(
                zone: await parts.zones.usual(visit.visit.zone),
                sources: Set([source].compactMap(\.self)),
                name: visit.visit.words.schedules.preset(.nightly))
            return try await scheduleForm(visit, nil, form, beginning(visit))
        }
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/schedules/new", .form("Add a schedule")
        ) { visit in
            try await saveSchedule(visit, nil)
        }
        let editing: PathPattern = "/tenants/\(HubDoor.tenant)/schedules/\(Self.schedule)/edit"
        managed.add(.get, editing, .page("Ask what is to be other about a schedule")) { visit in
            let view = try await parts.schedules.schedule(
                visit[Self.schedule], of: tenant(of: visit))
            if kept(visit) != nil { return try await saveSchedule(visit, view) }
            var form = ScheduleForm(view.schedule)
            form.values[FormBase.field] = FormBase(form.values).text
            return try await scheduleForm(visit, view.schedule, form, beginning(visit))
        }
        managed.add(.post, editing, .form("Change a schedule")) { visit in
            try await saveSchedule(
                visit,
                parts.schedules.schedule(visit[Self.schedule], of: tenant(of: visit)))
        }
        addScheduleDeletion(to: managed)
    }

    private func showSchedule(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let view = try await parts.schedules.schedule(visit[Self.schedule], of: tenant)
        let sources = try await parts.sources.sources(
            of: tenant,
            matching: SourceFilter(ids: Set(view.schedule.sources.prefix(Self.choicesMax))),
            PageRequest(limit: Self.choicesMax)
        ).items.map(\.source)
        let inside = try await inside(visit)
        return visit.visit.page(
            SchedulePage(
                inside: inside, view: view,
                reading: await reading(of: view.schedule.time, inside.words),
                sources: try await shown(sources, in: tenant),
                agents: try await names(of: sources.compactMap(\.place.agent), in: tenant)))
    }

    /// In words, with the next times; nil for a zone that nobody here knows.
    func reading(of time: ScheduleTime, _ words: Words) async -> ScheduleReading? {
        do {
            let zone = try await parts.zones.zone(named: time.zone)
            let next = time.preview(in: zone, after: parts.clock.now).map { moment in
                let offset = Int64(zone.offset(at: moment).seconds)
                return (
                    time: moment, local: CalendarDate(secondsSince1970: moment.seconds + offset)
                )
            }
            return ScheduleReading(words: words.schedules, time: time, next: next)
        } catch {
            return nil
        }
    }

    private func scheduleForm(
        _ visit: AdmittedVisit, _ schedule: Schedule?, _ form: ScheduleForm,
        _ trouble: FormTrouble
    ) async throws -> HTTPResponse {
        if let there = showAgain(visit, form.values, trouble) { return there }
        let tenant = try tenant(of: visit)
        var form = form
        let chosen = Set(form.sources(instead: schedule?.sources ?? []))
        form.values[all: "sources"] = Set(chosen.map(\.description))
        let offer = try await choosableSources(
            of: tenant, matching: SourceFilter(text: form.values.sought),
            // What is no longer ticked is offered on: it would stay otherwise.
            with: chosen.union(schedule?.sources ?? []))
        let inside = try await inside(visit)
        var ignored = FormTrouble()
        var shown: ScheduleReading?
        if let time = form.time(&ignored, inside.words.field) {
            shown = await reading(of: time, inside.words)
        }
        let page = ScheduleEditPage(
            inside: inside, schedule: schedule, form: form, trouble: trouble, reading: shown,
            offer: offer,
            agents: try await names(of: offer.items.compactMap(\.place.agent), in: tenant))
        return visit.visit.page(page, trouble.isEmpty ? .ok : .unprocessableContent)
    }

    /// One run is followed where it is; several are told of where they were asked for.
    private func runSchedule(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        _ = try await sent(by: visit)
        let tenant = try tenant(of: visit)
        let schedule = try await parts.schedules.schedule(visit[Self.schedule], of: tenant).schedule
        var begun: [Run] = []
        let url = URLReference.path(
            "tenants", tenant.description, "schedules", schedule.id.description)
        let answer = try await attempt(visit, leadingTo: url, .started) {
            let several = try await parts.runs.backUp(
                schedule.sources, of: tenant, by: visit.requester)
            begun = several.begun
            if begun.isEmpty, let first = several.refused.first {
                throw StoreError.refused(first.refusal)
            }
        }
        guard begun.count == 1, let run = begun.first else { return answer }
        return visit.visit.leadOn(to: Self.url(of: run.id, in: tenant), .started)
    }

    private func saveSchedule(
        _ visit: AdmittedVisit, _ old: ScheduleView?
    ) async throws -> HTTPResponse {
        let kept = kept(visit)
        var form = ScheduleForm(try await typed(visit, or: kept))
        let words = visit.visit.words
        var trouble = kept?.trouble ?? FormTrouble()
        let isTurn =
            kept != nil || form.values.text("show") != nil || SeekField.isSeeking(form.values)
        if let old, !isTurn {
            trouble = try await meet(
                visit, &form.values, ScheduleForm(old.schedule).values, of: old.schedule.id.uuid)
        }
        let time = form.time(&trouble, words.field)
        let jitter = form.jitter(&trouble, words)
        // What was chosen is written out, to be changed by hand from there.
        if let time { form.values["cron"] = time.cron.text }
        if let time, !isTurn {
            return try await save(visit, trouble, ScheduleForm.fieldNames) {
                let saved = try await keep(form, time, jitter, over: old, visit)
                return .path(
                    "tenants", saved.tenant.description, "schedules", saved.id.description)
            } again: {
                try await scheduleForm(visit, old?.schedule, form, $0)
            }
        }
        return try await scheduleForm(visit, old?.schedule, form, trouble)
    }

    private func keep(
        _ form: ScheduleForm, _ time: ScheduleTime, _ jitter: Duration, over old: ScheduleView?,
        _ visit: AdmittedVisit
    ) async throws -> Schedule {
        let tenant = try tenant(of: visit)
        guard let old else {
            return try await parts.schedules.create(
                ScheduleDraft(
                    name: form.values["name"], time: time, sources: form.sources(), jitter: jitter,
                    isEnabled: form.values.isOn("enabled")), of: tenant, by: visit.requester
            ).schedule
        }
        var edit = ScheduleEdit()
        edit.name = .set(form.values["name"])
        edit.time = .set(time)
        edit.sources = .set(form.sources(instead: old.schedule.sources))
        edit.jitter = .set(jitter)
        edit.isEnabled = .set(form.values.isOn("enabled"))
        return try await parts.schedules.edit(
            old.schedule.id, of: tenant, version: old.version, edit, by: visit.requester
        ).schedule
    }

    private func pauseSchedule(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let isEnabled = try await sent(by: visit)["enabled"] == "on"
        let tenant = try tenant(of: visit)
        let id = try visit[Self.schedule]
        let url = URLReference.path(
            "tenants", tenant.description, "schedules", id.description)
        return try await attempt(visit, leadingTo: url, isEnabled ? .resumed : .paused) {
            _ = try await parts.schedules.setEnabled(
                isEnabled, id, of: tenant, by: visit.requester)
        }
    }

    private func addScheduleDeletion(to managed: Routes<AdmittedVisit>) {
        addConfirmation(
            to: managed, at: "/tenants/\(HubDoor.tenant)/schedules/\(Self.schedule)/deletion",
            asks: "Ask before a schedule is forgotten", does: "Forget a schedule",
            of: {
                try await parts.schedules.schedule($0[Self.schedule], of: tenant(of: $0)).schedule
            },
            page: { schedule, inside, error in
                ConfirmationPage(
                    deleting: schedule.name, schedule.id.description, from: "schedules",
                    at: .schedules, inside.words.schedules, inside, error: error)
            }, leadingTo: { $1.url("schedules") }
        ) { visit, schedule in
            try await parts.schedules.delete(
                schedule.id, of: schedule.tenant, by: visit.requester)
        }
    }
}
