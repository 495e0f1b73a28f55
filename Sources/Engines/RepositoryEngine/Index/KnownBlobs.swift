internal import Synchronization

/// Which blobs need not be stored any more: those of the index, and those somebody has claimed in
/// this run. Asked by all workers at once.
package final class KnownBlobs: Sendable {
    /// Locks, each for its share of the ids: workers seldom meet at one.
    private static let shardCount = 64

    private final class Shard: Sendable {
        let claimed = Mutex<[Set<BlobID>]>([[], []])
    }

    package let index: BlobIndex
    private let shards: [Shard]

    package init(_ index: BlobIndex) {
        self.index = index
        shards = (0..<Self.shardCount).map { _ in Shard() }
    }

    /// True for the first who asks for a blob that the repository does not have: it is his to
    /// store. He cannot give it back, so a run in which storing fails is over.
    package func claim(_ id: BlobID, _ kind: BlobKind) -> Bool {
        guard !index.contains(id, kind) else { return false }
        return shard(id).claimed.withLock { $0[Int(kind.rawValue)].insert(id).inserted }
    }

    /// Whether it is there or claimed.
    package func contains(_ id: BlobID, _ kind: BlobKind) -> Bool {
        index.contains(id, kind)
            || shard(id).claimed.withLock { $0[Int(kind.rawValue)].contains(id) }
    }

    private func shard(_ id: BlobID) -> Shard {
        shards[Int(truncatingIfNeeded: id.d) & (Self.shardCount - 1)]
    }
}
