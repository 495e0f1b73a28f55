/// Every row: one line for each area.
enum AllRows {
    static let rows =
        AgeRows.rows + ArchiveRows.rows + ArchiveMemoryRows.rows + CompressionRows.rows
        + FilesRows.rows + HTTPRows.rows + HostRows.rows + OverviewRows.rows + RepositoryRows.rows
        + RepositoryUpkeepRows.rows + StoreRows.rows + WebSocketRows.rows
}
