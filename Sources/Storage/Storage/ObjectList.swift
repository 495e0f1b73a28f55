internal import Synchronization

/// Collects a listing that arrives in batches.
final class ObjectList: Sendable {
    private let objects = Mutex<[ObjectInfo]>([])

    func append(_ batch: [ObjectInfo]) {
        objects.withLock { $0 += batch }
    }

    var sorted: [ObjectInfo] {
        objects.withLock { $0.sorted { $0.name < $1.name } }
    }
}
