package import AgentProtocol
package import Domain
internal import Host
internal import JSON
package import Store
package import Values

/// One life of an agent's process, and how much of what it wrote down the hub has.
package struct Life: Hashable, Sendable {
    let number: Int64
    package let incarnation: ID<Incarnation>
    /// The oldest record that is kept; `recorded + 1` when there is none.
    package let oldest: Int64
    package let recorded: Int64
    package let acknowledged: Int64

    /// How many records the hub does not have.
    package var waiting: Int64 { recorded - acknowledged }

    /// What hello says of it; nil when nothing is kept.
    package var span: JournalSpan? {
        guard oldest <= recorded else { return nil }
        return JournalSpan(incarnation: incarnation, first: oldest, last: recorded)
    }
}

extension Life: RowDecodable {
    static let columns: SQL = "number, incarnation, oldest, recorded, acknowledged"

    package init(row: Row) throws {
        number = try row.get("number")
        incarnation = try row.get("incarnation")
        oldest = try row.get("oldest")
        recorded = try row.get("recorded")
        acknowledged = try row.get("acknowledged")
    }
}

extension Journal {
    /// Begins another life: numbers count from 1 again, under another name.
    package func beginLife(_ incarnation: ID<Incarnation>) async throws {
        let now = clock.now
        try await write { db in
            // Whoever wrote nothing down was nobody.
            try db.execute("DELETE FROM lives WHERE recorded = 0")
            try db.execute(
                "INSERT INTO lives (incarnation, began_at) VALUES (\(incarnation), \(now))")
        }
    }

    /// Every life of which something is kept, and the present one, the oldest first.
    package func lives() async throws -> [Life] {
        try await database.read { db in
            try db.all(
                """
                SELECT \(Life.columns) FROM lives
                WHERE oldest <= recorded OR number = (SELECT max(number) FROM lives)
                ORDER BY number
                """)
        }
    }

    /// Some records of a life, in order.
    package func records(
        of incarnation: ID<Incarnation>, _ range: ClosedRange<Int64>
    ) async throws -> [JournalRecord] {
        try await database.read { db in
            let rows: [RecordRow] = try db.all(
                """
                SELECT sequence, recorded_at, event FROM records
                WHERE life = (SELECT number FROM lives WHERE incarnation = \(incarnation))
                AND sequence BETWEEN \(range.lowerBound) AND \(range.upperBound)
                ORDER BY sequence
                """)
            return rows.map(\.record)
        }
    }

    /// The hub has committed so much of a life. A hub that was restored has less than it once said.
    package func acknowledge(
        _ incarnation: ID<Incarnation>, through sequence: Int64
    ) async throws {
        _ = try await database.write { db in
            try db.execute(
                """
                UPDATE lives SET acknowledged = min(max(0, \(sequence)), recorded)
                WHERE incarnation = \(incarnation)
                """)
        }
    }
}

private struct RecordRow: RowDecodable {
    let record: JournalRecord

    init(row: Row) throws {
        record = JournalRecord(
            sequence: try row.get("sequence"), time: try row.get("recorded_at"),
            event: try RunEvent.schema.decode(try row.get("event", as: [UInt8].self)))
    }
}

extension ReadTransaction {
    /// The life that writes now.
    borrowing func currentLife() throws -> Life {
        let life: Life? = try first(
            "SELECT \(Life.columns) FROM lives ORDER BY number DESC LIMIT 1")
        guard let life else { preconditionFailure("a journal is written to after beginLife") }
        return life
    }
}

extension WriteTransaction {
    /// Writes an event down under the next number.
    borrowing func record(_ event: RunEvent, of run: ID<Run>?, at now: Timestamp) throws {
        try record([event], of: run, at: now)
    }

    /// Writes events down under the next numbers.
    borrowing func record(_ events: [RunEvent], of run: ID<Run>?, at now: Timestamp) throws {
        guard !events.isEmpty else { return }
        let life = try reading.currentLife()
        var sequence = life.recorded
        let last = sequence + Int64(events.count)
        try execute("UPDATE lives SET recorded = \(last) WHERE number = \(life.number)")
        for event in events {
            sequence += 1
            let encoded = RunEvent.schema.encode(event)
            try execute(
                """
                INSERT INTO records (life, sequence, recorded_at, run, event)
                VALUES (\(life.number), \(sequence), \(now), \(run), \(encoded))
                """)
        }
    }
}
