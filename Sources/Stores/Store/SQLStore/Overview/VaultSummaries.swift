internal import Domain
internal import Values

// What each vault holds, kept with every snapshot that comes, changes or goes.

/// What a snapshot adds to its vault and to the days it came and went on.
struct SnapshotWeight: Hashable, RowDecodable {
    let size: Int64
    let firstSeen: Timestamp
    let gone: Timestamp?

    init(row: Row) throws {
        // What an agent said before there was a bound may be more than adds up.
        size = StoredSum.bounded(try row.get("size"))
        firstSeen = try row.get("first_seen_at")
        gone = try row.get("gone_at")
    }

    static let columns: SQL = "size, first_seen_at, gone_at"

    var isPresent: Bool { gone == nil }

    /// By how much the stored bytes changed on which day, times `sign`.
    func addDays(_ sign: Int64, to days: inout [Int64: Int64]) {
        StoredSum.add(sign * size, to: &days[firstSeen.day, default: 0])
        if let gone { StoredSum.add(-sign * size, to: &days[gone.day, default: 0]) }
    }
}

extension WriteTransaction {
    borrowing func beginSummary(of vault: KnownVault) throws {
        try execute(
            """
            INSERT INTO vault_summaries (vault_id, tenant_id, snapshots, stored)
            VALUES (\(vault.id), \(vault.tenant), 0, 0)
            """)
        var tally = TenantTally()
        tally.vaults = 1
        try add(tally, to: vault.tenant, about: vault.id.uuid)
    }

    /// Before a vault goes, and what is known of its snapshots with it: the days are told as if
    /// those had never been.
    borrowing func endSummary(of vault: ID<KnownVault>) throws {
        let tenant: ID<Tenant>? = try reading.value(
            "SELECT tenant_id FROM vaults WHERE id = \(vault)")
        guard let tenant else { return }
        var days: [Int64: Int64] = [:]
        for row in try reading.all(Self.days(of: vault), as: DaySumRow.self) {
            StoredSum.add(-row.stored, to: &days[row.day, default: 0])
        }
        try addDays(days, to: tenant, about: vault)
        let row: VaultSumRow? = try reading.first(
            "SELECT snapshots, stored FROM vault_summaries WHERE vault_id = \(vault)")
        var tally = TenantTally()
        tally.vaults = -1
        tally.snapshots = -(row?.snapshots ?? 0)
        tally.stored = -StoredSum.bounded(row?.stored ?? 0)
        try add(tally, to: tenant, about: vault.uuid)
    }

    /// Runs `change`, which may change the snapshots of `condition` in a vault, and keeps the sums
    /// right. Every statement that writes snapshots stands in such a closure.
    ///
    /// - Parameter condition: of the same snapshots before and after.
    borrowing func changeSnapshots(
        in vault: ID<KnownVault>, of tenant: ID<Tenant>, where condition: SQL,
        _ change: () throws -> Void
    ) throws {
        let before = try weights(condition)
        try change()
        let after = try weights(condition)
        guard before != after else { return }
        var tally = TenantTally()
        var days: [Int64: Int64] = [:]
        for weight in before {
            weight.addDays(-1, to: &days)
            if weight.isPresent {
                tally.snapshots -= 1
                StoredSum.add(-weight.size, to: &tally.stored)
            }
        }
        for weight in after {
            weight.addDays(1, to: &days)
            if weight.isPresent {
                tally.snapshots += 1
                StoredSum.add(weight.size, to: &tally.stored)
            }
        }
        try execute(
            """
            UPDATE vault_summaries SET snapshots = snapshots + \(tally.snapshots), \
            stored = \(StoredSum.adding(tally.stored, to: "stored")) WHERE vault_id = \(vault)
            """)
        try add(tally, to: tenant, about: vault.uuid)
        try addDays(days, to: tenant, about: vault)
    }

    private borrowing func weights(_ condition: SQL) throws -> [SnapshotWeight] {
        try reading.all(
            "SELECT \(SnapshotWeight.columns) FROM snapshots WHERE \(condition) ORDER BY id")
    }

    private borrowing func addDays(
        _ days: [Int64: Int64], to tenant: ID<Tenant>, about vault: ID<KnownVault>
    ) throws {
        for (number, stored) in days.sorted(by: { $0.key < $1.key }) {
            var day = DayTally(day: number)
            day.stored = stored
            try add(day, to: tenant, about: vault.uuid)
        }
    }
}

extension WriteTransaction {
    private static func days(of vault: ID<KnownVault>) -> SQL {
        """
        SELECT day, \(StoredSum.sum(of: "size")) AS stored FROM (
            SELECT first_seen_at / 86400000 AS day, size FROM snapshots
            WHERE vault_id = \(vault)
            UNION ALL
            SELECT gone_at / 86400000, 0 - size FROM snapshots
            WHERE vault_id = \(vault) AND gone_at IS NOT NULL
        ) AS changes GROUP BY day
        """
    }
}

private struct DaySumRow: RowDecodable {
    let day: Int64
    let stored: Int64

    init(row: Row) throws {
        day = try row.get("day")
        stored = try row.get("stored")
    }
}

private struct VaultSumRow: RowDecodable {
    let snapshots: Int64
    let stored: Int64

    init(row: Row) throws {
        snapshots = try row.get("snapshots")
        stored = try row.get("stored")
    }
}
