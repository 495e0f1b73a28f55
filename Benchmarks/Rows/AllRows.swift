/// Every row: one line for each area.
enum AllRows {
    static let rows =
        AgeRows.rows + ArchiveRows.rows + CompressionRows.rows + FilesRows.rows + HTTPRows.rows
        + HostRows.rows + RepositoryRows.rows + StoreRows.rows + WebSocketRows.rows
}
