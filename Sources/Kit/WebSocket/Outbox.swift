/// Bytes that wait to be sent. Memory is given back when it is empty.
struct Outbox {
    /// Those from `sent` on are still to go.
    var bytes: [UInt8] = []
    private(set) var sent = 0
    /// Over all time: how a stalled peer is told from a slow one.
    private(set) var total: UInt64 = 0

    var count: Int { bytes.count - sent }

    mutating func advance(by count: Int) {
        sent += count
        total += UInt64(count)
        if sent == bytes.count {
            bytes = []
            sent = 0
        } else if sent > bytes.count / 2 {
            // Moving the rest costs less than what has been sent since the last time.
            bytes.removeSubrange(..<sent)
            sent = 0
        }
    }
}
