/// Which rows of a table are meant: a bit for each.
struct RowSet: Sendable {
    private var words: [UInt64]
    private(set) var count = 0

    init(rows: Int) {
        words = [UInt64](repeating: 0, count: (rows + 63) / 64)
    }

    func contains(_ row: Int) -> Bool {
        words[row >> 6] >> UInt64(row & 63) & 1 == 1
    }

    /// True when it was not in it.
    @discardableResult
    mutating func insert(_ row: Int) -> Bool {
        guard !contains(row) else { return false }
        words[row >> 6] |= 1 << UInt64(row & 63)
        count += 1
        return true
    }

    mutating func remove(_ row: Int) {
        guard contains(row) else { return }
        words[row >> 6] &= ~(1 << UInt64(row & 63))
        count -= 1
    }
}
