/// Every row: one line for each area.
enum AllRows {
    static let rows = HostRows.rows
}
