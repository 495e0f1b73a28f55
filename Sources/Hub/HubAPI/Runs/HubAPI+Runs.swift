internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let run = PathParameter("run", Schema<ID<Run>>.id())
    private static let startedSource = PathParameter("source", Schema<ID<Source>>.id())
    private static let keptVault = PathParameter("vault", Schema<ID<KnownVault>>.id())
    private static let runs: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/runs"
    private static let oneRun: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/runs/\(run)"
    private static let tags = ["Runs"]

    func addRuns(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .viewRuns)
        seen.add(
            .get, Self.runs,
            RouteAbout(
                "List the runs, the newest first", tags: Self.tags,
                query: ListQuery.all + RunQuery.all, failures: Self.tenantFailures),
            gives: ListDocument.schema("RunList", of: RunDocument.schema)
        ) { context in
            let page = try await parts.runs.runs(
                of: context.tenant, matching: context.runFilter, context.page)
            return ListDocument(items: page.items.map { document(of: $0) }, next: page.next)
        }
        seen.add(
            .get, Self.oneRun,
            RouteAbout("Show a run", tags: Self.tags, failures: Self.tenantFailures),
            gives: RunDocument.schema
        ) { context in
            document(of: try await parts.runs.run(context[Self.run], of: context.tenant))
        }
        addEvents(to: seen)
        door.authorised(to: routes, for: .startRuns).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/sources/\(Self.startedSource)/runs",
            RouteAbout(
                "Back up a source now", tags: Self.tags, headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: RunForm.schema, gives: RunDocument.schema, status: .created
        ) { context, form in
            document(
                of: try await parts.runs.once(context.idempotencyKey(for: form, RunForm.schema))
                    .backUp(
                        context[Self.startedSource], of: context.tenant, priority: form.priority,
                        bandwidth: form.bandwidth, by: context.requester))
        }
        door.authorised(to: routes, for: .startMaintenance).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/vaults/\(Self.keptVault)/runs",
            RouteAbout(
                "Look after a vault now", tags: Self.tags, headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: VaultRunForm.schema, gives: RunDocument.schema, status: .created
        ) { context, form in
            document(
                of: try await parts.runs.once(
                    context.idempotencyKey(for: form, VaultRunForm.schema)
                ).lookAfter(
                    context[Self.keptVault], of: context.tenant, form.kind.run,
                    percent: form.percent,
                    by: context.requester))
        }
        addForgetting(to: door.authorised(to: routes, for: .startMaintenance))
        addEndings(to: routes, door)
    }

    private func addEndings(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .wipeVaults).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/vaults/\(Self.keptVault)/wipe",
            RouteAbout(
                "Take everything out of a vault", tags: Self.tags, headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: VaultWipeForm.schema, gives: RunDocument.schema, status: .created
        ) { context, form in
            document(
                of: try await parts.runs.once(
                    context.idempotencyKey(for: form, VaultWipeForm.schema)
                ).wipe(
                    context[Self.keptVault], of: context.tenant, named: form.name,
                    by: context.requester))
        }
        door.authorised(to: routes, for: .cancelRuns).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/runs/\(Self.run)/cancellation",
            RouteAbout("End a run", tags: Self.tags, failures: Self.tenantFailures),
            gives: RunDocument.schema
        ) { context in
            document(
                of: try await parts.runs.cancel(
                    context[Self.run], of: context.tenant, by: context.requester))
        }
    }

    private func addForgetting(to cared: Routes<Authorised<Call>>) {
        cared.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/sources/\(Self.startedSource)/forget-runs",
            RouteAbout(
                "Take away now what the keep rules of a source let go", tags: Self.tags,
                failures: Self.tenantFailures),
            gives: SeveralRunsDocument.schema, status: .created
        ) { context in
            document(
                of: try await parts.runs.forget(
                    context[Self.startedSource], of: context.tenant, by: context.requester))
        }
        cared.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/forget-runs",
            RouteAbout(
                "Take away now what the keep rules let go, in every vault", tags: Self.tags,
                failures: Self.tenantFailures),
            gives: SeveralRunsDocument.schema, status: .created
        ) { context in
            document(
                of: try await parts.runs.forgetEverywhere(
                    of: context.tenant, by: context.requester))
        }
    }

    private func addEvents(to seen: Routes<Authorised<Call>>) {
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/runs/\(Self.run)/events",
            RouteAbout(
                "List what happened to a run, in order", tags: Self.tags,
                query: [RunQuery.afterEvent.description, ListQuery.limit.description],
                failures: Self.tenantFailures),
            gives: EventListDocument.schema
        ) { context in
            let (run, limit) = (try context[Self.run], try context[ListQuery.limit])
            _ = try await parts.runs.run(run, of: context.tenant)
            let events = try await parts.runs.events(
                of: run, in: context.tenant, after: context[RunQuery.afterEvent], limit: limit)
            return EventListDocument(
                items: events, next: events.count == limit ? events.last?.number : nil)
        }
        // Streams and files are told of in docs/user/runs.md: they have no JSON to describe.
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/runs/\(Self.run)/stream",
            .page("Follow a run")
        ) { context in
            let run = try await parts.runs.run(context[Self.run], of: context.tenant)
            return try RunStream(parts.runs, parts.runFeed, run, context.isStillAllowed)
                .response(to: context.request)
        }
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/runs/\(Self.run)/log",
            .page("Download the log of a run")
        ) { context in
            let run = try await parts.runs.run(context[Self.run], of: context.tenant)
            return RunLogFile(parts.runs, run).response
        }
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/run-stream", .page("Follow all runs")
        ) { context in
            try TenantStream(
                parts.runs, parts.runFeed, context.tenant, context.isStillAllowed
            ).response()
        }
    }

    func document(of run: Run) -> RunDocument {
        RunDocument(run: run, progress: parts.runFeed.progress(of: run.id))
    }

    func document<Thing>(of runs: SeveralRuns<Thing>) -> SeveralRunsDocument {
        SeveralRunsDocument(
            items: runs.begun.map { document(of: $0) },
            refused: runs.refused.map { .init(thing: $0.thing.uuid, code: $0.refusal.rawValue) })
    }
}

/// What a list of runs takes beside its page.
private enum RunQuery {
    static let state = QueryParameter<RunState?>("state", .choice, "Only those in this state.")
    static let isOpen = QueryParameter<Bool?>(
        "open", .bool, "Only those that have ended, or that have not.")
    static let kind = QueryParameter<RunKind?>("kind", .choice, "Only those of this kind.")
    static let source = QueryParameter<ID<Source>?>("source", .id(), "Only those of this source.")
    static let vault = QueryParameter<ID<KnownVault>?>(
        "vault", .id(), "Only those that are about this vault.")
    static let agent = QueryParameter<ID<Agent>?>("agent", .id(), "Only those on this agent.")
    static let schedule = QueryParameter<ID<Schedule>?>(
        "schedule", .id(), "Only those that this schedule fired.")
    static let since = QueryParameter<Timestamp?>(
        "since", .timestamp, "Only those that were created then or later.")
    static let until = QueryParameter<Timestamp?>(
        "until", .timestamp, "Only those that were created before.")
    static let afterEvent = QueryParameter<Int64>(
        "after", .integer(0...Int64.max), default: 0, "The number of the last event you know.")

    static let all = [
        state.description, isOpen.description, kind.description, source.description,
        vault.description, agent.description, schedule.description, since.description,
        until.description,
    ]
}

extension Authorised {
    fileprivate var runFilter: RunFilter {
        get throws {
            var states: Set<RunState> = []
            if let isOpen = try self[RunQuery.isOpen] {
                states = Set(RunState.allCases.filter { $0.isFinal != isOpen })
            }
            if let state = try self[RunQuery.state] { states = [state] }
            return RunFilter(
                states: states, kinds: Set([try self[RunQuery.kind]].compactMap(\.self)),
                source: try self[RunQuery.source], vault: try self[RunQuery.vault],
                agent: try self[RunQuery.agent], schedule: try self[RunQuery.schedule],
                since: try self[RunQuery.since], until: try self[RunQuery.until])
        }
    }
}

/// What somebody wants of a run that is to begin now.
struct RunForm: Sendable {
    let priority: RunPriority
    let upload: ByteCount?
    let download: ByteCount?

    static let schema = Schema<RunForm>.object(
        "RunForm", "A backup that is to begin now.",
        Field("priority", \.priority, .choice, default: .normal, "What goes first."),
        Field(
            optional: "upload", \.upload, .rate,
            "Bytes a second to vaults, of this run alone; its agent's own limits hold as well."),
        Field(optional: "download", \.download, .rate, "Bytes a second from vaults.")
    ) { RunForm(priority: $0, upload: $1, download: $2) }

    var bandwidth: Bandwidth? { Bandwidth(upload: upload, download: download).ifAny }
}

/// That everything in a vault is to go.
private struct VaultWipeForm: Sendable {
    let name: String

    static let schema = Schema<VaultWipeForm>.object(
        "VaultWipeForm", "That everything in a vault is to go, also what other programs stored.",
        Field("name", \.name, .field(Fields.vaultName), "The vault's, as a person typed it.")
    ) { VaultWipeForm(name: $0) }
}

/// What is to be done to a vault now.
private struct VaultRunForm: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case initialize = "init"
        case check, forget, prune, unlock

        var run: RunKind {
            switch self {
            case .initialize: .initialize
            case .check: .check
            case .forget: .forget
            case .prune: .prune
            case .unlock: .unlock
            }
        }
    }

    let kind: Kind
    let percent: Int?

    static let schema = Schema<VaultRunForm>.object(
        "VaultRunForm", "What is to be done to a vault now.",
        Field(
            "kind", \.kind, .choice,
            "`init` makes it where it is not there yet; `check` reads some of it; `forget` takes "
                + "away what the keep rules let go, `prune` what nothing needs any more, and "
                + "`unlock` the locks of those who do not work any more."),
        Field(
            optional: "percent", \.percent, .integer(0...100),
            "Of the content that a check reads; without it, as much as the vault says.")
    ) { VaultRunForm(kind: $0, percent: $1) }
}
