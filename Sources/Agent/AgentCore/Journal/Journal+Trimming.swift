internal import Domain
internal import Host
internal import Store
internal import Values

extension Journal {
    /// Drops what the hub has and nobody will ask for again: the beginning of each life, up to the
    /// first record that it lacks, or whose run has not ended long ago. There are no gaps.
    package func trim() async throws {
        let cutoff = clock.now - Self.keptFor
        try await database.write { db in
            let lives: [Life] = try db.reading.all("SELECT \(Life.columns) FROM lives")
            let current = try db.reading.value("SELECT max(number) FROM lives", as: Int64?.self)
            for life in lives {
                let limit = try db.reading.keptFrom(life, cutoff) - 1
                try db.execute(
                    "DELETE FROM records WHERE life = \(life.number) AND sequence <= \(limit)")
                try db.execute(
                    """
                    UPDATE lives SET oldest = max(oldest, \(limit + 1))
                    WHERE number = \(life.number)
                    """)
                if limit == life.recorded, life.acknowledged == life.recorded,
                    life.number != current
                {
                    try db.execute("DELETE FROM lives WHERE number = \(life.number)")
                }
            }
            // A run is known for as long as something could still be said of it.
            try db.execute(
                """
                DELETE FROM runs WHERE ended_at < \(cutoff) AND owes_hook = 0
                AND NOT EXISTS (SELECT 1 FROM records WHERE records.run = runs.id)
                """)
        }
    }
}

extension ReadTransaction {
    /// The first record of a life that has to stay.
    fileprivate borrowing func keptFrom(_ life: Life, _ cutoff: Timestamp) throws -> Int64 {
        let first: Int64?? = try value(
            """
            SELECT min(sequence) FROM records LEFT JOIN runs ON runs.id = records.run
            WHERE life = \(life.number)
            AND (CASE WHEN runs.id IS NULL THEN recorded_at >= \(cutoff)
                ELSE ended_at IS NULL OR ended_at >= \(cutoff) END)
            """)
        let needed = (first ?? nil) ?? life.recorded + 1
        return min(needed, life.acknowledged + 1)
    }
}
