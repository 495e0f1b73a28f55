import Storage
import StorageSupport
import Synchronization

/// A location that takes so many packs and then fails.
final class FailingStorage: ForwardingStorage {
    let base: any Storage
    private let left: Mutex<Int>

    init(_ base: any Storage, packs: Int) {
        self.base = base
        left = Mutex(packs)
    }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        if name.text.hasPrefix("data/") {
            let isRefused = left.withLock { left in
                left -= 1
                return left < 0
            }
            if isRefused { throw StorageError(.denied, "no more packs", object: name) }
        }
        try await base.put(name, body, rule)
    }
}
