/// Every row: one line for each area.
enum AllRows {
    static let rows =
        AgeRows.rows + CompressionRows.rows + HTTPRows.rows + HostRows.rows
        + StoreRows.rows + WebSocketRows.rows
}
