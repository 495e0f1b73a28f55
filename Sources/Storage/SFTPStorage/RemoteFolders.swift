internal import Storage
internal import Synchronization

/// Folders that were there when we looked, and are no links: not to be asked for again.
final class RemoteFolders: Sendable {
    private static let countMax = 4096

    private let known = Mutex<Set<ObjectName>>([])

    func contains(_ folder: ObjectName) -> Bool {
        known.withLock { $0.contains(folder) }
    }

    func insert(_ folder: ObjectName) {
        known.withLock { known in
            if known.count >= Self.countMax { known = [] }
            known.insert(folder)
        }
    }

    /// With all above it and all below it.
    func forget(_ folder: ObjectName) {
        known.withLock { known in
            known = known.filter { other in
                other != folder && !other.isBelow(folder) && !folder.isBelow(other)
            }
        }
    }
}
