package import Domain
package import Values

extension SQLStore {
    package func forgetRuns(
        of tenant: ID<Tenant>, endedBefore moment: Timestamp, limit: Int
    ) async throws -> Int {
        try await database.write { db in
            // The last firing of each source by each schedule tells what was missed since.
            try db.execute(
                """
                DELETE FROM runs WHERE id IN (
                    SELECT r.id FROM runs r WHERE r.tenant_id = \(tenant)
                    AND r.ended_at IS NOT NULL AND r.kind <> 'drill' AND r.ended_at < \(moment)
                    AND NOT EXISTS (SELECT 1 FROM source_summaries s
                        WHERE s.source_id = r.source_id
                        AND (s.last_run_id = r.id OR s.last_good_at = r.ended_at))
                    AND (r.schedule_id IS NULL OR EXISTS (SELECT 1 FROM runs l
                        WHERE l.schedule_id = r.schedule_id AND l.source_id = r.source_id
                        AND l.nominal_at > r.nominal_at))
                    ORDER BY r.ended_at, r.id LIMIT \(limit))
                """)
        }
    }
}
