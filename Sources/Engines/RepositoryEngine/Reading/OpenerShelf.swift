internal import Synchronization

/// Openers that are not in use, so that each worker finds one whose contexts are made.
final class OpenerShelf: Sendable {
    /// Sendable because an opener is on the shelf or with one worker.
    private struct Shelved: @unchecked Sendable {
        let opener: BlobOpener
    }

    private let key: MasterKey
    private let free = Mutex<[Shelved]>([])

    init(_ key: MasterKey) {
        self.key = key
    }

    func withOpener<Result>(_ body: (BlobOpener) throws -> Result) throws -> Result {
        let shelved = free.withLock { $0.popLast() }
        let opener = try shelved?.opener ?? BlobOpener(key)
        defer {
            let back = Shelved(opener: opener)
            free.withLock { $0.append(back) }
        }
        return try body(opener)
    }
}
