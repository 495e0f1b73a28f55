internal import Values

/// Sums of sizes that agents told of. They stop at a bound instead of running over: a number that
/// somebody made up may spoil a figure, and never refuses what others have to say.
enum StoredSum {
    /// Half an exbibyte, and so far below what a column holds that the shards of a tenant can be
    /// added.
    static let most: Int64 = 1 << 59

    static func bounded(_ sum: Int64) -> Int64 { min(max(sum, -most), most) }

    static func add(_ change: Int64, to sum: inout Int64) {
        sum = bounded(sum.saturating(adding: change))
    }

    /// What a column becomes. Neither database adds first and looks then: one of them makes a
    /// fraction of what runs over, the other refuses it.
    static func adding(_ change: Int64, to column: SQL) -> SQL {
        let change = bounded(change)
        return change < 0
            ? """
            CASE WHEN \(column) < \(-most - change) THEN \(-most) ELSE \(column) + \(change) END
            """
            : """
            CASE WHEN \(column) > \(most - change) THEN \(most) ELSE \(column) + \(change) END
            """
    }

    /// The sum of a column, which may hold anything. Up to 8 PiB it is exact.
    static func sum(of column: SQL) -> SQL {
        let sum: SQL = "sum(CAST(\(column) AS double precision))"
        return """
            CAST(CASE WHEN \(sum) > 576460752303423488 THEN 576460752303423488 \
            WHEN \(sum) < -576460752303423488 THEN -576460752303423488 \
            ELSE \(sum) END AS bigint)
            """
    }
}
