package import AgentProtocol
package import Cron
internal import Cryptography
internal import Domain
internal import Host
internal import Store
package import Values

extension Journal {
    /// Fires what is due. What was decided, and up to when it was looked at, is written in one
    /// step, so that a firing is neither lost nor doubled whenever the process dies.
    ///
    /// A clock that went back fires nothing twice: the run of a firing has its name from it.
    /// - Parameter zones: Those of the schedules; one that is missing fires nothing.
    /// - Returns: When something is due next; nil for never.
    package func fire(
        _ configuration: AgentConfiguration, zones: [String: Zone]
    ) async throws -> Timestamp? {
        let now = clock.now
        return try await write { db in
            var next: Timestamp?
            for schedule in configuration.schedules {
                guard let zone = zones[schedule.time.zone] else { continue }
                for source in configuration.sources where schedule.sources.contains(source.id) {
                    let due = try db.fire(schedule, source, in: zone, at: now)
                    next = [next, due].compactMap(\.self).min()
                }
            }
            return next
        }
    }
}

extension WriteTransaction {
    /// - Returns: When the schedule is due for this source next.
    fileprivate borrowing func fire(
        _ schedule: AgentConfiguration.Schedule, _ source: ConfiguredSource, in zone: Zone,
        at now: Timestamp
    ) throws -> Timestamp? {
        let last: Timestamp? = try reading.value(
            """
            SELECT through_at FROM evaluations
            WHERE schedule = \(schedule.id) AND source = \(source.id)
            """)
        // A clock that was far ahead once must not keep the schedule silent until then.
        let through = min(last ?? schedule.effective, now)
        let span = FiringSpan(
            of: schedule.rule(of: source), source: source.id, in: zone, after: through,
            through: now)
        for decision in span.decisions {
            switch decision {
            case .fire(let firing): try begin(firing, source, at: now)
            case .skip(let firing, let reason): try skip(firing, reason, at: now)
            }
        }
        // Where nothing was due, looking again from where it was looked before finds the same; but
        // for a look at a time that has not come yet.
        guard last.map({ $0 > now }) ?? true || !span.decisions.isEmpty else { return span.next }
        try execute(
            """
            INSERT INTO evaluations (schedule, source, through_at)
            VALUES (\(schedule.id), \(source.id), \(now))
            ON CONFLICT (schedule, source) DO UPDATE SET through_at = excluded.through_at
            """)
        return span.next
    }

    private borrowing func begin(
        _ firing: Firing, _ source: ConfiguredSource, at now: Timestamp
    ) throws {
        let id = firing.run { SHA256.hash($0).bytes }
        guard try reading.run(id) == nil else { return }
        guard source.isEnabled else { return try skip(firing, .disabled, at: now) }
        let open: [JournaledRun] = try reading.all(
            """
            SELECT \(JournaledRun.columns) FROM runs
            WHERE source = \(source.id) AND kind = 'backup' AND ended_at IS NULL
            """)
        let waiting = open.filter { $0.position.state == .queued && $0.position.attempt == 1 }
        let decision = OverlapRule.decide(
            source.overlap, active: open.count > waiting.count, isOneWaiting: !waiting.isEmpty)
        switch decision {
        case .start, .wait:
            try insert(JournaledRun(firing, id: id, vaults: source.vaults, at: now))
        case .skip(let reason): try skip(firing, reason, at: now)
        }
    }

    private borrowing func skip(
        _ firing: Firing, _ reason: SkipReason, at now: Timestamp
    ) throws {
        let id = firing.run { SHA256.hash($0).bytes }
        try record(.skipped(firing, reason), of: id, at: now)
    }
}

extension AgentConfiguration.Schedule {
    /// The same as the rules of Domain know it.
    func rule(of source: ConfiguredSource) -> Schedule {
        Domain.Schedule(
            id: id, tenant: source.tenant, name: "", time: time, sources: sources,
            isEnabled: isEnabled, jitter: jitter, effective: effective)
    }
}

extension Journal {
    /// A run of this agent's own that waited and will not begin.
    func drop(_ run: JournaledRun, _ reason: SkipReason) async throws {
        let now = clock.now
        try await write { db in
            guard let run = try db.reading.run(run.id), run.position.state == .queued,
                let firing = run.firing
            else { return }
            _ = try db.move(run, .skip(reason), at: now)
            try db.record(.skipped(firing, reason), of: run.id, at: now)
        }
    }
}
