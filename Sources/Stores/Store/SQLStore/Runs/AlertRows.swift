internal import Domain
internal import Values

// How alerts lie in their table. One that is not resolved is there once for each condition.

extension WriteTransaction {
    borrowing func note(
        _ changes: AlertChanges, of scope: AuditScope, at now: Timestamp,
        sha256: SHA256Function
    ) throws {
        for condition in changes.cleared.sorted(by: { $0.dedupKey < $1.dedupKey })
        where condition.clearsItself {
            let ended = try execute(
                """
                UPDATE alerts SET state = 'resolved', resolved_at = \(now)
                WHERE dedup_key = \(condition.dedupKey) AND state <> 'resolved'
                """)
            if ended > 0, case .sourceStale(let source) = condition {
                try setStale(source, false)
            }
        }
        for condition in changes.observed.sorted(by: { $0.dedupKey < $1.dedupKey }) {
            try raise(condition, of: scope, at: now, sha256: sha256)
        }
    }

    borrowing func raise(
        _ condition: AlertCondition, of scope: AuditScope, at now: Timestamp,
        sha256: SHA256Function
    ) throws {
        let known = try execute(
            """
            UPDATE alerts SET count = count + 1, \
            last_seen_at = CASE WHEN last_seen_at < \(now) THEN \(now) ELSE last_seen_at END
            WHERE dedup_key = \(condition.dedupKey) AND state <> 'resolved'
            """)
        guard known == 0 else { return }
        let id = try reading.nextAlert(of: condition.dedupKey, at: now, sha256: sha256)
        try execute(
            """
            INSERT INTO alerts (id, tenant_id, dedup_key, kind, severity, state, raised_at, \
            last_seen_at, count)
            VALUES (\(id), \(scope.tenant), \(condition.dedupKey), \(condition.kind), \
            \(condition.severity), 'raised', \(now), \(now), 1)
            """)
        if case .sourceStale(let source) = condition { try setStale(source, true) }
    }
}

extension ReadTransaction {
    /// A name that follows from what it is of and how often there was one: a UUID of version 8.
    fileprivate borrowing func nextAlert(
        of key: String, at now: Timestamp, sha256: SHA256Function
    ) throws -> UUID {
        let before: Int64 =
            try value("SELECT count(*) FROM alerts WHERE dedup_key = \(key)") ?? 0
        let hash = sha256(Array("holdfast-alert-1\n\(before):\(key)".utf8))
        let low = hash.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let time = UInt64(bitPattern: now.milliseconds) << 16
        return UUID(
            high: time | 0x8000 | UInt64(hash[8]), low: 0x8000_0000_0000_0000 | low >> 2)
    }
}
