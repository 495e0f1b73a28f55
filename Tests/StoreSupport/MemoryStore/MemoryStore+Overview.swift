package import Domain
package import Store
package import Values

/// Counted afresh from everything, each time.
extension MemoryStore: OverviewStore {
    package func overview(
        of tenant: ID<Tenant>, since first: Int64, needyMax: Int, vaultsMax: Int
    ) async throws -> TenantOverview {
        try read { state in
            var overview = TenantOverview()
            let vaults = state.vaults.values.map(\.item).filter { $0.tenant == tenant }
            let snapshots = state.snapshots.values.filter { $0.tenant == tenant }
            let runs = state.runs.values.filter { $0.tenant == tenant }
            let sources = state.sources.values.map(\.item).filter { $0.tenant == tenant }
            let stale = Set(state.alerts.filter { $0.state != .resolved }.map(\.condition))
            let standings = sources.map { source in
                standing(
                    of: source, in: runs, isStale: stale.contains(.sourceStale(source.id)))
            }
            overview.tally = tally(standings, vaults, snapshots)
            overview.tally.agents = Int64(
                state.agents.values.count { $0.scope == .tenant(tenant) })
            overview.days = days(runs, snapshots).filter { $0.day >= first }
            overview.needy = Array(
                standings.filter(\.standing.isNeedy).sorted(by: isWorse).prefix(needyMax))
            overview.failedVaults = vaults.filter { $0.readiness == .failed }.sorted {
                ($0.created.milliseconds, $0.id.uuid.high, $0.id.uuid.low)
                    < ($1.created.milliseconds, $1.id.uuid.high, $1.id.uuid.low)
            }.prefix(vaultsMax).map { tally($0, snapshots) }
            overview.fullest = Array(
                vaults.map { tally($0, snapshots) }.sorted {
                    ($0.stored.bytes, $0.vault.uuid.high, $0.vault.uuid.low)
                        > ($1.stored.bytes, $1.vault.uuid.high, $1.vault.uuid.low)
                }.prefix(vaultsMax))
            overview.openRuns = min(
                runs.count { $0.ended == nil }, TenantOverview.openRunsMax + 1)
            overview.proven = proven(runs)
            overview.alerts = Array(
                state.alerts.filter {
                    $0.scope == .tenant(tenant) && $0.state != .resolved
                        && !TenantOverview.alertsToldElsewhere.contains($0.condition.kind)
                }.sorted(by: isMorePressing).prefix(TenantOverview.alertsMax))
            return overview
        }
    }

    package func summaries(
        of sources: Set<ID<Source>>, in tenant: ID<Tenant>
    ) async throws -> [ID<Source>: SourceSummary] {
        try read { state in
            let runs = state.runs.values.filter { $0.tenant == tenant }
            let stale = Set(state.alerts.filter { $0.state != .resolved }.map(\.condition))
            let mine = state.sources.values.map(\.item).filter {
                sources.contains($0.id) && $0.tenant == tenant
            }
            return mine.reduce(into: [:]) { found, source in
                found[source.id] = standing(
                    of: source, in: runs, isStale: stale.contains(.sourceStale(source.id)))
            }
        }
    }

    package func figures(
        of vaults: Set<ID<KnownVault>>, in tenant: ID<Tenant>, since first: Int64
    ) async throws -> [ID<KnownVault>: VaultFigures] {
        try read { state in
            let snapshots = Array(state.snapshots.values)
            let mine = state.vaults.values.map(\.item).filter {
                vaults.contains($0.id) && $0.tenant == tenant
            }
            return mine.reduce(into: [:]) { found, vault in
                let tally = tally(vault, snapshots)
                found[vault.id] = VaultFigures(
                    snapshots: tally.snapshots, stored: tally.stored, read: state.read[vault.id],
                    quota: vault.quota,
                    care: (state.care[vault.id] ?? [:]).values.sorted {
                        $0.kind.rawValue < $1.kind.rawValue
                    },
                    space: (state.space[vault.id] ?? [:]).sorted { $0.key < $1.key }
                        .filter { $0.key >= first }.map(\.value))
            }
        }
    }

    package func outlines(of tenant: ID<Tenant>, limit: Int) async throws -> [ScheduleOutline] {
        let first = try await schedules(
            of: tenant, matching: ScheduleFilter(), PageRequest(limit: limit))
        return first.items.map(\.item).map { schedule in
            ScheduleOutline(
                schedule: schedule.id, name: schedule.name, time: schedule.time,
                isEnabled: schedule.isEnabled,
                sources: min(schedule.sources.count, ScheduleOutline.countMax + 1))
        }
    }

    package func copies(
        of agents: Set<ID<Agent>>, in tenant: ID<Tenant>
    ) async throws -> [ID<Agent>: AgentCopies] {
        try read { state in
            let runs = state.runs.values.filter { $0.tenant == tenant }
            let sources = state.sources.values.map(\.item).filter {
                $0.tenant == tenant && $0.isEnabled
            }
            let standings = sources.map { standing(of: $0, in: runs, isStale: false) }
            return Dictionary(grouping: standings.filter { $0.agent != nil }, by: \.agent)
                .reduce(into: [:]) { found, entry in
                    guard let agent = entry.key, agents.contains(agent) else { return }
                    let good = entry.value.compactMap(\.lastGood)
                    let last = entry.value.compactMap { summary in
                        summary.run.flatMap { state.runs[$0] }
                    }.max { ($0.created, $0.id.uuid.high) < ($1.created, $1.id.uuid.high) }
                    let ids = Set(entry.value.map(\.source))
                    found[agent] = AgentCopies(
                        oldestGood: good.count < entry.value.count ? nil : good.min(),
                        last: last.flatMap { run in
                            run.ended.map {
                                AgentCopies.Last(
                                    run: run.id, state: run.position.state, ended: $0)
                            }
                        },
                        times: Set(
                            state.schedules.values.map(\.item).filter {
                                $0.isEnabled && !ids.isDisjoint(with: $0.sources)
                            }.map(\.time)))
                }
        }
    }

    package func pulse(of tenant: ID<Tenant>) async throws -> TenantPulse {
        try read { state in
            let runs = state.runs.values.count { $0.tenant == tenant && $0.ended == nil }
            let alerts = state.alerts.count {
                $0.scope == .tenant(tenant) && $0.state != .resolved
            }
            return TenantPulse(
                runs: min(runs, TenantPulse.countMax), alerts: min(alerts, TenantPulse.countMax))
        }
    }
}

extension MemoryStore.State {
    /// How the sources stand that an agent reads.
    func standings(at agent: ID<Agent>) -> Set<SourceStanding> {
        let stale = Set(alerts.filter { $0.state != .resolved }.map(\.condition))
        let sources = sources.values.map(\.item).filter { $0.place == .agent(agent) }
        return Set(
            sources.map { source in
                StoreSupport.standing(
                    of: source, in: Array(runs.values),
                    isStale: stale.contains(.sourceStale(source.id))
                ).standing
            })
    }
}

private func standing(of source: Source, in runs: [Run], isStale: Bool) -> SourceSummary {
    let ended = runs.filter {
        $0.kind == .backup && $0.subject.source == source.id
            && [.succeeded, .warned, .failed].contains($0.position.state)
    }
    let last = ended.max {
        ($0.created.milliseconds, $0.id.uuid.high, $0.id.uuid.low)
            < ($1.created.milliseconds, $1.id.uuid.high, $1.id.uuid.low)
    }
    return SourceSummary(
        source: source.id, name: source.name,
        agent: { if case .agent(let agent) = source.place { agent } else { nil } }(),
        standing: SourceStanding(
            isEnabled: source.isEnabled, last: last?.position.state, isStale: isStale),
        run: last?.id, ended: last?.ended,
        lastGood: ended.filter { $0.position.state != .failed }.compactMap(\.ended).max())
}

private func isWorse(_ a: SourceSummary, _ b: SourceSummary) -> Bool {
    let rank: [SourceStanding: Int] = [.failed: 0, .stale: 1, .warned: 2]
    let (first, second) = (rank[a.standing] ?? 3, rank[b.standing] ?? 3)
    guard first == second else { return first < second }
    return (a.ended?.milliseconds ?? 0, a.source.uuid.high, a.source.uuid.low)
        > (b.ended?.milliseconds ?? 0, b.source.uuid.high, b.source.uuid.low)
}

private func tally(
    _ standings: [SourceSummary], _ vaults: [KnownVault], _ snapshots: [KnownSnapshot]
) -> TenantTally {
    var tally = TenantTally()
    for one in standings { tally.sources[one.standing, default: 0] += 1 }
    tally.vaults = Int64(vaults.count)
    let present = snapshots.filter { $0.gone == nil }
    tally.snapshots = Int64(present.count)
    tally.stored = present.reduce(0) { $0.saturating(adding: $1.size.bytes) }
    return tally
}

private func tally(_ vault: KnownVault, _ snapshots: [KnownSnapshot]) -> VaultTally {
    let present = snapshots.filter { $0.vault == vault.id && $0.gone == nil }
    return VaultTally(
        vault: vault.id, name: vault.name, snapshots: Int64(present.count),
        stored: present.reduce(ByteCount(0)) { $0 + $1.size })
}

private func days(_ runs: [Run], _ snapshots: [KnownSnapshot]) -> [DayTally] {
    var days: [Int64: DayTally] = [:]
    for run in runs {
        guard let day = run.ended?.day else { continue }
        var tally = days[day] ?? DayTally(day: day)
        tally.content += run.tally.content.bytes
        switch run.position.state {
        case .succeeded: tally.succeeded += 1
        case .warned: tally.warned += 1
        case .failed: tally.failed += 1
        case .cancelled: tally.cancelled += 1
        default: tally.skipped += 1
        }
        days[day] = tally
    }
    for snapshot in snapshots {
        let size = snapshot.size.bytes
        days[snapshot.firstSeen.day, default: DayTally(day: snapshot.firstSeen.day)].stored += size
        if let gone = snapshot.gone?.day {
            days[gone, default: DayTally(day: gone)].stored -= size
        }
    }
    return days.values.filter { $0 != DayTally(day: $0.day) }.sorted { $0.day < $1.day }
}

private func isMorePressing(_ one: Alert, _ other: Alert) -> Bool {
    let (mine, its) = (one.condition.severity, other.condition.severity)
    if mine != its { return mine == .critical }
    return isBefore(
        Cursor(time: one.raised, id: one.id.uuid), Cursor(time: other.raised, id: other.id.uuid))
}

private func proven(_ runs: [Run]) -> ProvenRestore? {
    let passed = runs.filter { $0.kind == .drill && $0.position.state == .succeeded }
    let ended = passed.compactMap { run in
        run.ended.map { ProvenRestore(run: run.id, source: run.subject.source, ended: $0) }
    }
    return ended.max {
        ($0.ended.milliseconds, $0.run.uuid.high, $0.run.uuid.low)
            < ($1.ended.milliseconds, $1.run.uuid.high, $1.run.uuid.low)
    }
}
