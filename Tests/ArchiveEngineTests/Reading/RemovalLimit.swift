import Storage
import StorageSupport
import Synchronization

/// Breaks off after a number of removals, as a machine does that loses its power.
final class RemovalLimit: ForwardingStorage {
    let base: any Storage
    private let left: Mutex<Int>

    init(_ base: any Storage, _ allowed: Int) {
        self.base = base
        left = Mutex(allowed)
    }

    var traits: StorageTraits {
        StorageTraits(takesUnknownLength: true, createIsExact: true, transfersMax: 1)
    }

    func delete(_ name: ObjectName) async throws {
        let isAllowed = left.withLock { left in
            left -= 1
            return left >= 0
        }
        guard isAllowed else { throw StorageError(.unreachable, "the power is gone") }
        try await base.delete(name)
    }
}
