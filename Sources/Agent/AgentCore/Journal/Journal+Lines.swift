package import AgentProtocol
package import Domain
internal import Host
internal import Store
package import Values

extension Journal {
    /// Lines of a run's log. They are counted instead of written down where there are more than
    /// people read of one run, or too much waits for the hub.
    package func record(_ lines: [RunLine], of id: ID<Run>) async throws {
        guard !lines.isEmpty else { return }
        let now = clock.now
        try await write { db in
            let counts: LineCounts? = try db.reading.first(
                "SELECT lines, lines_dropped FROM runs WHERE id = \(id)")
            guard let counts else { return }
            let room = max(0, RunLine.perRunMax - counts.kept)
            let isBehind = try db.reading.backlog() >= Outbox.backlogMax
            let kept = isBehind ? [] : lines.prefix(room)
            try db.record(kept.map { .line($0) }, of: id, at: now)
            try db.execute(
                """
                UPDATE runs SET lines = lines + \(kept.count),
                    lines_dropped = lines_dropped + \(lines.count - kept.count)
                WHERE id = \(id)
                """)
        }
    }
}

private struct LineCounts: RowDecodable {
    let kept: Int
    let dropped: Int

    init(row: Row) throws {
        kept = try row.get("lines")
        dropped = try row.get("lines_dropped")
    }
}

extension ReadTransaction {
    /// How many records wait for the hub, of all lives.
    borrowing func backlog() throws -> Int64 {
        try value("SELECT coalesce(sum(recorded - acknowledged), 0) FROM lives") ?? 0
    }
}

extension WriteTransaction {
    /// Says how many lines were left out, once for an attempt.
    borrowing func recordDroppedLines(of run: JournaledRun, at now: Timestamp) throws {
        let counts: LineCounts? = try reading.first(
            "SELECT lines, lines_dropped FROM runs WHERE id = \(run.id)")
        guard let dropped = counts?.dropped, dropped > 0 else { return }
        let text = "\(dropped) further lines were counted and not kept."
        try record(
            .line(RunLine(run: run.id, level: .warning, text: text)), of: run.id, at: now)
        try execute("UPDATE runs SET lines_dropped = 0 WHERE id = \(run.id)")
    }
}
