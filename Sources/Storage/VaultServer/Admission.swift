internal import Synchronization
internal import Values

/// How much lies below each path that has a quota: counted once, then kept.
final class UsageBook: Sendable {
    private let used = Mutex<[VaultPath: Int64]>([:])

    /// nil while it was not counted.
    func used(below path: VaultPath) -> Int64? { used.withLock { $0[path] } }

    /// What was counted, unless somebody was faster.
    func begin(_ path: VaultPath, with count: Int64) {
        used.withLock { used in
            if used[path] == nil { used[path] = count }
        }
    }

    /// Counts for every path that the vault lies below. Where it would be more than one of the
    /// bounds of `client`, nothing is changed, and that bound is returned.
    func add(
        _ count: Int64, in vault: VaultPath, for client: VaultClient
    ) -> VaultClient.SharedQuota? {
        used.withLock { used in
            guard !used.isEmpty else { return nil }
            let met = client.bounds.first { bound in
                count > 0 && (used[bound.path] ?? 0) + count > bound.most.bytes
            }
            if let met { return met }
            for path in used.keys where path.holds(vault) {
                used[path] = max(0, (used[path] ?? 0) + count)
            }
            return nil
        }
    }
}

/// One upload's part of a quota: taken as its bytes come, so that many at once cannot pass it
/// together, and given back unless the object is kept.
final class Admission: Sendable {
    private let book: UsageBook
    private let vault: VaultPath
    private let client: VaultClient
    private let taken = Mutex<Int64>(0)

    init(_ book: UsageBook, in vault: VaultPath, for client: VaultClient) {
        self.book = book
        self.vault = vault
        self.client = client
    }

    deinit {
        _ = book.add(-taken.withLock { $0 }, in: vault, for: client)
    }

    /// Throws what the client is told when its quota is used up.
    func admit(_ count: Int64) throws {
        if let bound = book.add(count, in: vault, for: client) {
            throw VaultRefusal.overQuota("\(bound.most)")
        }
        taken.withLock { $0 += count }
    }

    /// The object is there: what was taken stays taken, but for what it took the place of.
    func keep(replaced: Int64) {
        taken.withLock { $0 = replaced }
    }
}
