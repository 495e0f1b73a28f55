/// Every row: one line for each area.
enum AllRows {
    static let rows = AgeRows.rows + HostRows.rows
}
