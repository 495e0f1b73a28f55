internal import Synchronization

/// The locks that this process holds, or is about to write. One of ours that is not among them was
/// left behind: it could not be removed, or was stored although its storing failed.
enum LocksInUse {
    private static let ids = Mutex<Set<ObjectID>>([])

    static func insert(_ id: ObjectID) {
        _ = ids.withLock { $0.insert(id) }
    }

    static func remove(_ id: ObjectID) {
        _ = ids.withLock { $0.remove(id) }
    }

    static func contains(_ id: ObjectID) -> Bool { ids.withLock { $0.contains(id) } }
}
