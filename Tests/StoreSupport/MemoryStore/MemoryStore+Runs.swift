package import Domain
package import Store
package import Values

extension MemoryStore: RunStore {
    package func run(_ id: ID<Run>, of tenant: ID<Tenant>) async throws -> Run? {
        try read { $0.runs[id].flatMap { $0.tenant == tenant ? $0 : nil } }
    }

    package func run(_ id: ID<Run>, heldBy agent: ID<Agent>) async throws -> Run? {
        try read { $0.runs[id].flatMap { $0.agent == agent ? $0 : nil } }
    }

    package func runs(
        of tenant: ID<Tenant>, matching filter: RunFilter, _ request: PageRequest
    ) async throws -> Page<Run> {
        try read { state in
            let found = state.runs.values.filter { $0.tenant == tenant && filter.admits($0) }
            return newest(found, request) { Cursor(time: $0.created, id: $0.id.uuid) }
        }
    }

    package func events(
        of run: ID<Run>, in tenant: ID<Tenant>, after number: Int64, limit: Int
    ) async throws -> [KnownEvent] {
        try read { state in
            guard state.runs[run]?.tenant == tenant else { return [] }
            let rest = (state.events[run] ?? []).filter { $0.number > number }
            return Array(rest.prefix(PageRequest(limit: limit).limit))
        }
    }

    package func steps(
        of run: ID<Run>, in tenant: ID<Tenant>, limit: Int
    ) async throws -> [KnownEvent] {
        try read { state in
            guard state.runs[run]?.tenant == tenant else { return [] }
            let steps = (state.events[run] ?? []).filter { ![.line, .outcome].contains($0.kind) }
            return Array(steps.suffix(PageRequest(limit: limit).limit))
        }
    }

    package func openRuns(limit: Int) async throws -> [Run] {
        try read { Array($0.open { _ in true }.prefix(limit)) }
    }

    package func openRuns(on agent: ID<Agent>) async throws -> [Run] {
        try read { $0.open { $0.agent == agent } }
    }

    package func dependencies(
        sources: Set<ID<Source>>, vaults: Set<ID<KnownVault>>, pooled: Set<ID<KnownVault>>
    ) async throws -> RunDependencies {
        try read { state in
            RunDependencies(
                sources: state.sources.filter { sources.contains($0.key) }.mapValues {
                    RunDependencies.SourceFacts(
                        tenant: $0.item.tenant, kind: $0.item.configuration.kind,
                        isEnabled: $0.item.isEnabled, retry: $0.item.retry)
                },
                readiness: state.vaults.filter { vaults.contains($0.key) }.mapValues(
                    \.item.readiness),
                reach: state.vaults.filter { pooled.contains($0.key) }.mapValues(\.item.reach),
                isHubFrozen: state.hub?.frozen != nil)
        }
    }

    package func vaultsToMake(limit: Int) async throws -> [KnownVault] {
        try read { state in
            let found = state.vaults.values.map(\.item).filter { $0.readiness == .new }
            return Array(
                found.sorted {
                    isBefore(
                        Cursor(time: $0.created, id: $0.id.uuid),
                        Cursor(time: $1.created, id: $1.id.uuid))
                }.prefix(limit))
        }
    }

    package func startRun(
        about subject: RunSubject, of tenant: ID<Tenant>, once key: IdempotencyKey?,
        at now: Timestamp, _ decide: @Sendable (RunSurroundings) throws -> RunStart
    ) async throws -> Run {
        try write { change in
            if let made = try change.made(by: key, of: tenant, as: Run.self) {
                guard let run = change.state.runs[made] else { throw StoreError.notFound("run") }
                return run
            }
            switch try decide(change.state.surroundings(of: subject, in: tenant)) {
            case .existing(let run):
                change.remember(key, of: tenant, made: run.id.uuid)
                return run
            case .new(let page, let audit):
                change.remember(key, of: tenant, made: page.run.id.uuid)
                change.state.runs[page.run.id] = page.run
                change.state.events[page.run.id] = page.events
                change.record(audit)
                return page.run
            }
        }
    }

    package func changeRun(
        _ id: ID<Run>, of tenant: ID<Tenant>?, at now: Timestamp,
        _ change: @Sendable (inout RunPage) throws -> [AuditDraft]
    ) async throws -> Run {
        try write { writing in
            guard let before = writing.state.runs[id], tenant ?? before.tenant == before.tenant
            else { throw StoreError.notFound("run") }
            var page = RunPage(before)
            let audit = try change(&page)
            guard page.run != before else { return before }
            writing.save(page, at: now)
            writing.record(audit)
            return page.run
        }
    }
}

extension RunFilter {
    fileprivate func admits(_ run: Run) -> Bool {
        var firing: Firing?
        if case .firing(let cause) = run.cause { firing = cause }
        return (states.isEmpty || states.contains(run.position.state))
            && (kinds.isEmpty || kinds.contains(run.kind))
            && source ?? run.subject.source == run.subject.source
            && (vault.map { run.subject.vaults.contains($0) } ?? true)
            && agent ?? run.agent == run.agent
            && schedule ?? firing?.schedule == firing?.schedule
            && (since.map { run.created >= $0 } ?? true)
            && (until.map { run.created < $0 } ?? true)
    }
}

extension MemoryStore.State {
    func open(_ isWanted: (Run) -> Bool) -> [Run] {
        runs.values.filter { !$0.position.state.isFinal && isWanted($0) }.sorted {
            isBefore(
                Cursor(time: $0.created, id: $0.id.uuid), Cursor(time: $1.created, id: $1.id.uuid))
        }
    }

    fileprivate func surroundings(
        of subject: RunSubject, in tenant: ID<Tenant>
    ) -> RunSurroundings {
        let source = subject.source.flatMap { sources[$0]?.item }.flatMap {
            $0.tenant == tenant ? $0 : nil
        }
        var agent = subject.agent
        if agent == nil, case .agent(let place)? = source?.place { agent = place }
        let wanted = subject.vaults.isEmpty ? source?.vaults ?? [] : subject.vaults
        return RunSurroundings(
            source: source,
            vaults: wanted.compactMap { vaults[$0]?.item }.filter { $0.tenant == tenant },
            snapshot: subject.snapshot.flatMap { snapshots[$0] }.flatMap {
                $0.tenant == tenant ? $0 : nil
            }, agent: agent.flatMap { agents[$0] },
            open: open { run in
                guard run.tenant == tenant else { return false }
                if let source = subject.source {
                    return run.subject.source == source && run.kind == .backup
                }
                return (run.subject.source == nil || run.kind == .forget)
                    && !Set(wanted).isDisjoint(with: run.subject.vaults)
            })
    }
}

extension MemoryStore.Change {
    mutating func save(_ page: RunPage, at now: Timestamp) {
        if let before = state.runs[page.run.id]?.position.state, before.isFinal {
            precondition(before == page.run.position.state, "a run stays as it ended")
        }
        let hasEnded = state.runs[page.run.id]?.position.state.isFinal == true
        state.runs[page.run.id] = page.run
        state.events[page.run.id, default: []] += page.events
        guard !hasEnded, page.run.position.state.isFinal else { return }
        state.note(AlertChanges(endOf: page.run), of: .tenant(page.run.tenant), at: now)
        if let vault = page.run.subject.vaults.first, state.vaults[vault] != nil,
            let care = VaultCare(endOf: page.run, after: state.care[vault]?[page.run.kind])
        {
            state.care[vault, default: [:]][page.run.kind] = care
        }
        guard let readiness = page.run.readiness else { return }
        for id in page.run.subject.vaults {
            guard let versioned = state.vaults[id], versioned.item.readiness != .ready else {
                continue
            }
            var vault = versioned.item
            vault.readiness = readiness
            state.vaults[id] = Versioned(vault, version: versioned.version)
        }
    }
}

extension MemoryStore {
    package func forgetRuns(
        of tenant: ID<Tenant>, endedBefore moment: Timestamp, limit: Int
    ) async throws -> Int {
        try write { change in
            let all = Array(change.state.runs.values)
            let old = all.filter { run in
                guard run.tenant == tenant, let ended = run.ended, ended < moment,
                    run.kind != .drill
                else { return false }
                return !isLast(run, of: all)
            }
            let gone = old.sorted { ($0.ended ?? $0.created) < ($1.ended ?? $1.created) }
                .prefix(limit)
            for run in gone {
                change.state.runs[run.id] = nil
                change.state.events[run.id] = nil
            }
            return gone.count
        }
    }
}

/// Whether something is told by this run alone: how the source stands, or what fired it last.
private func isLast(_ run: Run, of all: [Run]) -> Bool {
    if case .firing(let firing) = run.cause {
        let isNewest = !all.contains { other in
            guard case .firing(let another) = other.cause else { return false }
            return another.schedule == firing.schedule && another.source == firing.source
                && another.time > firing.time
        }
        if isNewest { return true }
    }
    let ended = all.filter {
        $0.kind == .backup && $0.subject.source == run.subject.source
            && [.succeeded, .warned, .failed].contains($0.position.state)
    }
    guard run.subject.source != nil else { return false }
    let last = ended.max {
        ($0.created.milliseconds, $0.id.uuid.high, $0.id.uuid.low)
            < ($1.created.milliseconds, $1.id.uuid.high, $1.id.uuid.low)
    }
    let good = ended.filter { $0.position.state != .failed }.compactMap(\.ended).max()
    return last?.id == run.id || good == run.ended
}
