internal import Domain
internal import Values

// How each source stands, kept with every change that matters to it.

private struct StandingRow: RowDecodable {
    let tenant: ID<Tenant>
    let standing: SourceStanding
    let isStale: Bool
    let last: RunState?
    let isEnabled: Bool

    init(row: Row) throws {
        tenant = try row.get("tenant_id")
        standing = try row.get("standing")
        isStale = try row.get("is_stale")
        last = try row.get("last_state")
        isEnabled = try row.get("is_enabled")
    }
}

extension SourceStanding: SQLConvertible {}

extension WriteTransaction {
    borrowing func beginSummary(of source: Source) throws {
        let standing = SourceStanding(isEnabled: source.isEnabled, last: nil, isStale: false)
        try execute(
            """
            INSERT INTO source_summaries (source_id, tenant_id, standing, is_stale)
            VALUES (\(source.id), \(source.tenant), \(standing), 0)
            """)
        try countSource(source.id, of: source.tenant, from: nil, to: standing)
    }

    /// Makes a source stand as it does by now.
    borrowing func refreshStanding(of source: ID<Source>) throws {
        let row: StandingRow? = try reading.first(
            """
            SELECT y.tenant_id, y.standing, y.is_stale, y.last_state, s.is_enabled
            FROM source_summaries y JOIN sources s ON s.id = y.source_id
            WHERE y.source_id = \(source)
            """)
        guard let row else { return }
        let standing = SourceStanding(
            isEnabled: row.isEnabled, last: row.last, isStale: row.isStale)
        guard standing != row.standing else { return }
        try execute(
            """
            UPDATE source_summaries SET standing = \(standing) WHERE source_id = \(source)
            """)
        try countSource(source, of: row.tenant, from: row.standing, to: standing)
    }

    /// Whether a source is stale, which whoever knows the timetables finds out.
    borrowing func setStale(_ source: ID<Source>, _ isStale: Bool) throws {
        try execute(
            "UPDATE source_summaries SET is_stale = \(isStale) WHERE source_id = \(source)")
        try refreshStanding(of: source)
    }

    /// Before a source goes.
    borrowing func endSummary(of source: ID<Source>) throws {
        let row: StandingRow? = try reading.first(
            """
            SELECT y.tenant_id, y.standing, y.is_stale, y.last_state, s.is_enabled
            FROM source_summaries y JOIN sources s ON s.id = y.source_id
            WHERE y.source_id = \(source)
            """)
        guard let row else { return }
        try countSource(source, of: row.tenant, from: row.standing, to: nil)
    }

    private borrowing func countSource(
        _ source: ID<Source>, of tenant: ID<Tenant>, from old: SourceStanding?,
        to new: SourceStanding?
    ) throws {
        var tally = TenantTally()
        if let old { tally.sources[old] = -1 }
        if let new { tally.sources[new] = 1 }
        try add(tally, to: tenant, about: source.uuid)
    }

    /// The end of a run: of any on its day, and of a backup what it says of its source. The latest
    /// is the one that was made last, in whichever order their ends become known.
    borrowing func noteEnd(of run: Run) throws {
        guard let ended = run.ended else { return }
        let state = run.position.state
        try add(DayTally(endOf: run, at: ended), to: run.tenant, about: run.id.uuid)
        guard run.kind == .backup, let source = run.subject.source,
            state == .succeeded || state == .warned || state == .failed
        else { return }
        try execute(
            """
            UPDATE source_summaries SET last_run_id = \(run.id), last_run_at = \(run.created), \
            last_state = \(state), last_ended_at = \(ended)
            WHERE source_id = \(source) AND (last_run_id IS NULL
            OR (last_run_at, last_run_id) < (\(run.created), \(run.id)))
            """)
        if state != .failed {
            try execute(
                """
                UPDATE source_summaries SET last_good_at = \(ended)
                WHERE source_id = \(source)
                AND (last_good_at IS NULL OR last_good_at < \(ended))
                """)
        }
        try refreshStanding(of: source)
    }
}
