package import Domain
package import Values

extension SQLStore {
    /// A store that was restored begins another life: agents tell it anew what they have, it is
    /// frozen until somebody confirms it, and nobody is signed in. Links that were good once may
    /// have been used since. Throws `notFound` in a store that no hub was started on.
    package func beginAnew(
        as incarnation: ID<Incarnation>, at now: Timestamp, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            guard try db.reading.first(Hub.all, as: Hub.self) != nil else {
                throw StoreError.notFound("hub")
            }
            try db.execute("UPDATE hub SET frozen_at = \(now)")
            try db.execute("UPDATE hub_identity SET incarnation = \(incarnation)")
            // Workers may hold what was lent after the moment that is come back to, under the next
            // fences: those that follow are greater.
            try db.execute(
                """
                UPDATE runs SET fence = fence + \(Run.fencesAheadMax)
                WHERE ended_at IS NULL AND kind = 'backup' AND is_own = 0
                AND source_id IS NOT NULL AND subject_agent_id IS NULL
                """)
            try db.execute("DELETE FROM sessions")
            try db.execute("DELETE FROM one_time_tokens")
            try db.record(audit, sha256: sha256)
        }
    }
}
