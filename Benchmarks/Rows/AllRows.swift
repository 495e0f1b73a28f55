/// Every row: one line for each area.
enum AllRows {
    static let rows =
        AgeRows.rows + ArchiveRows.rows + ArchiveMemoryRows.rows + CompressionRows.rows
        + FilesRows.rows + HTTPRows.rows + HostRows.rows + HubRows.rows + OverviewRows.rows
        + RepositoryRows.rows + RepositoryUpkeepRows.rows + RuleRows.rows + StoreRows.rows
        + WebSocketRows.rows
}
