internal import AgentProtocol
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
    private static let run = PathParameter("run", Schema<ID<Run>>.id())
    private static let started = PathParameter("source", Schema<ID<Source>>.id())
    /// Lines of a log that a page begins with; the rest is a link away.
    private static let linesShown = 300
    /// Lines that a browser is sent at once.
    private static let linesAtOnce = 200

    func addRuns(to open: Routes<Visit>, _ door: HubDoor) {
        let seen = door.admitted(to: open, for: .viewRuns)
        seen.add(.get, "/tenants/\(HubDoor.tenant)/runs", .page("List the runs")) { visit in
            let choice =
                visit.request.queryItems?.first { $0.name == "show" }
                .flatMap { RunsPage.Choice(rawValue: $0.value) } ?? .all
            let after = Cursor(visit.request)
            let query = visit.request.queryItems ?? []
            let subject = try await subject(query, in: tenant(of: visit))
            return try await show(visit) { inside in
                try await runList(inside, choice, of: subject, after: after)
            } page: { inside, region in
                RunsPage(inside: inside, region: region)
            }
        }
        seen.add(
            .get, "/tenants/\(HubDoor.tenant)/runs/\(Self.run)", .page("Show a run")
        ) { visit in
            try await showRun(visit)
        }
        seen.add(
            .get, "/tenants/\(HubDoor.tenant)/runs/\(Self.run)/log", .page("Download a run's log")
        ) { visit in
            try await downloadLog(visit)
        }
        addRunChanges(to: open, door)
    }

    private func addRunChanges(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .cancelRuns).add(
            .post, "/tenants/\(HubDoor.tenant)/runs/\(Self.run)/cancellation",
            .form("Cancel a run")
        ) { visit in
            let id = try visit[Self.run]
            return try await press(visit, leadingTo: "runs", id.description, then: .cancelled) {
                _ = try await parts.runs.cancel(id, of: $0, by: visit.requester)
            }
        }
        door.admitted(to: open, for: .startRuns).add(
            .post, "/tenants/\(HubDoor.tenant)/sources/\(Self.started)/runs",
            .form("Back a source up now")
        ) { visit in
            _ = try await sent(by: visit)
            return try await begin(visit) { tenant in
                try await parts.runs.backUp(
                    visit[Self.started], of: tenant, by: visit.requester)
            }
        }
    }

    static func url(of run: ID<Run>, in tenant: ID<Tenant>) -> URLReference {
        .path("tenants", tenant.description, "runs", run.description)
    }

    // MARK: The list

    private func runList(
        _ inside: Inside, _ choice: RunsPage.Choice, of subject: RunsPage.Subject?,
        after: Cursor?
    ) async throws -> Markup {
        guard let tenant = inside.tenant else { throw Problem.notFound }
        var filter = RunFilter(states: choice.states)
        switch subject?.kind {
        case .source?: filter.source = subject.flatMap { ID($0.id) }
        case .vault?: filter.vault = subject.flatMap { ID($0.id) }
        case .agent?: filter.agent = subject.flatMap { ID($0.id) }
        case nil: break
        }
        let page = try await runs(of: tenant, matching: filter, after: after)
        return RunList(
            inside: inside, choice: choice, subject: subject, runs: page.items,
            next: page.next, isFirstPage: after == nil
        ).body
    }

    /// What the address asks about; nothing where that is not there, or not any more.
    private func subject(
        _ query: [(name: String, value: String)], in tenant: ID<Tenant>
    ) async throws -> RunsPage.Subject? {
        for kind in RunsPage.Subject.Kind.allCases {
            guard let id = query.first(where: { $0.name == kind.rawValue })?.value else {
                continue
            }
            let name: String? =
                switch kind {
                case .source: try await known(ID(id), in: tenant)?.name
                case .vault:
                    if let vault = ID<KnownVault>(id) {
                        try await self.name(of: vault, in: tenant)
                    } else {
                        nil
                    }
                case .agent:
                    if let agent = ID<Agent>(id) {
                        try await names(of: [agent], in: tenant)[agent]
                    } else {
                        nil
                    }
                }
            return name.map { RunsPage.Subject(kind: kind, id: id, name: $0) }
        }
        return nil
    }

    /// Runs with the names of what they are about.
    func runs(
        of tenant: ID<Tenant>, matching filter: RunFilter, after: Cursor? = nil, limit: Int = 50
    ) async throws -> ShownPage<ShownRun> {
        let page = try await parts.runs.runs(
            of: tenant, matching: filter, PageRequest(after: after ?? .start, limit: limit))
        return ShownPage(items: try await shown(page.items, in: tenant), next: page.next)
    }

    /// Each name is asked for once.
    func shown(_ runs: [Run], in tenant: ID<Tenant>) async throws -> [ShownRun] {
        let agents = try await names(of: runs.compactMap(\.agent), in: tenant)
        var subjects: [RunSubject: String] = [:]
        var shown: [ShownRun] = []
        for run in runs {
            let key = RunSubject(source: run.subject.source, vaults: run.subject.vaults)
            if subjects[key] == nil { subjects[key] = try await name(of: run.subject, in: tenant) }
            shown.append(
                ShownRun(
                    run: run, about: subjects[key] ?? "",
                    agent: run.agent.flatMap { agents[$0] } ?? ""))
        }
        return shown
    }

    /// Of its source, else of its first vault; empty where that is gone.
    private func name(of subject: RunSubject, in tenant: ID<Tenant>) async throws -> String {
        do {
            if let source = subject.source {
                return try await parts.sources.source(source, of: tenant, seesHooks: false)
                    .source.name
            }
            if let vault = subject.vaults.first {
                return try await parts.vaults.vault(vault, of: tenant).vault.name
            }
        } catch let error as StoreError where error.kind == .notFound {}
        return ""
    }

    // MARK: One run

    private func showRun(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let id = try visit[Self.run]
        let inside = try await inside(visit)
        let query = visit.request.queryItems ?? []
        let filter = LogFilter(query)
        let run = try await parts.runs.run(id, of: tenant)
        // What came before a run does not change while it is looked at.
        let history = try await parts.runs.history(of: run)
        if visit.wantsEvents {
            let after =
                visit.request.lastEventID.flatMap { Int64($0) }
                ?? query.first { $0.name == "after" }.flatMap { Int64($0.value) } ?? 0
            return try events(
                inside, after: after,
                extend: { try await moreLines(inside, id, after: $0, filter) }
            ) { try await runHead(inside, id, history) }
        }
        let before = query.first { $0.name == "before" }.flatMap { Int64($0.value) }
        let part = try await parts.runs.log(
            of: run, matching: filter, upTo: before, limit: Self.linesShown)
        let head = try await runHead(inside, id, history)
        let about = try await name(of: run.subject, in: tenant)
        let url = URLReference(visit.request.targetText) ?? "/"
        return visit.visit.page(
            RunDetailPage(
                inside: inside, title: inside.words.runs.title(run, of: about),
                region: LiveRegion(at: url, inside.words.common) { head },
                log: RunLog(inside: inside, run: run, part: part, filter: filter)))
    }

    private func awaited(by run: Run, in tenant: ID<Tenant>) async throws -> Agent? {
        guard [.queued, .leased].contains(run.position.state), let id = run.agent else {
            return nil
        }
        do {
            let agent = try await parts.fleet.agent(id, of: tenant)
            return parts.fleet.linked([agent]).isEmpty ? agent : nil
        } catch let error as StoreError where error.kind == .notFound {
            return nil
        }
    }

    private func runHead(
        _ inside: Inside, _ id: ID<Run>, _ history: RunHistory?
    ) async throws -> Markup {
        guard let tenant = inside.tenant else { throw Problem.notFound }
        let run = try await parts.runs.run(id, of: tenant)
        var vaults: [ID<KnownVault>: String] = [:]
        for vault in run.outcomes.vaults {
            vaults[vault] = try await name(of: RunSubject(vaults: [vault]), in: tenant)
        }
        let agents = try await names(of: [run.agent].compactMap(\.self), in: tenant)
        return RunHead(
            inside: inside,
            shown: ShownRun(
                run: run, about: try await name(of: run.subject, in: tenant),
                agent: run.agent.flatMap { agents[$0] } ?? ""),
            progress: parts.runFeed.progress(of: id), vaults: vaults,
            now: parts.clock.now, hostName: try await hostName(of: run),
            drill: try await drill(of: run), snapshot: try await stored(by: run),
            awaited: try await awaited(by: run, in: tenant),
            attempts: try await parts.runs.attempts(of: run), history: history
        ).body
    }

    /// Typed where files go back to where they came from: the server that they were read from, or
    /// what the machine calls itself.
    private func hostName(of run: Run) async throws -> String {
        guard run.kind == .restore else { return "" }
        let source = try await known(run.subject.source, in: run.tenant)
        if case .sftp(let server)? = source?.configuration { return server.host }
        guard let agent = run.agent else { return "" }
        do {
            return try await parts.fleet.agent(agent, of: run.tenant).machine.hostName
        } catch let error as StoreError where error.kind == .notFound {
            return ""
        }
    }

    private func drill(of run: Run) async throws -> KnownDrill? {
        guard run.kind == .drill else { return nil }
        return try await parts.drills.drills(
            of: run.tenant, matching: DrillFilter(run: run.id), PageRequest(limit: 1)
        ).items.first
    }

    /// What a backup that ended well has stored, in one of its vaults.
    private func stored(by run: Run) async throws -> ID<KnownSnapshot>? {
        guard run.kind == .backup, [.succeeded, .warned].contains(run.position.state) else {
            return nil
        }
        return try await parts.snapshots.snapshots(
            of: run.tenant, matching: SnapshotFilter(run: run.id), PageRequest(limit: 1)
        ).items.first?.id
    }

    private func moreLines(
        _ inside: Inside, _ id: ID<Run>, after number: Int64, _ filter: LogFilter
    ) async throws -> LiveStreams.Addition {
        guard let tenant = inside.tenant else { throw Problem.notFound }
        let events = try await parts.runs.events(
            of: id, in: tenant, after: number, limit: Self.linesAtOnce)
        let lines = events.filter { filter.admits($0) }.map {
            RunLine(words: inside.words.runs, event: $0, sought: filter.text).body
        }
        return LiveStreams.Addition(
            markup: MarkupBuilder.buildArray(lines), last: events.last?.number ?? number)
    }

    /// The whole log as text, a line for each event.
    private func downloadLog(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let id = try visit[Self.run]
        _ = try await parts.runs.run(id, of: tenant)
        let runs = parts.runs
        var response = HTTPResponse(
            .ok, fields: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .stream(length: nil) { writer in
                var last: Int64 = 0
                while true {
                    let events = try await runs.events(of: id, in: tenant, after: last)
                    guard let end = events.last else { return }
                    try await writer.write(events.map(\.plainLine).joined())
                    last = end.number
                }
            })
        response.offerDownload(as: "run-\(id).log")
        return response
    }
}

extension KnownEvent {
    /// For a file; what would begin another line does not.
    fileprivate var plainLine: String {
        let words = [kind == .line ? "" : kind.rawValue, code ?? "", text]
            .filter { !$0.isEmpty }.joined(separator: " ")
        let oneLine = String(words.map { $0.isNewline ? " " : $0 })
        return "\(time) \(level.rawValue) \(oneLine)\n"
    }
}

extension LogFilter {
    /// As the address of a run's page says it.
    init(_ query: [(name: String, value: String)]) {
        func value(_ name: String) -> String { query.first { $0.name == name }?.value ?? "" }
        self.init(
            least: KnownEvent.Level(rawValue: value("level")) ?? .info,
            text: String(value("text").prefix(100)))
    }
}
