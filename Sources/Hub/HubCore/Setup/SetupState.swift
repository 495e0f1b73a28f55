internal import Domain
package import Store
internal import Synchronization

/// Whether the hub has its first owner. Asked at every request, and true for good once it is.
package final class SetupState: Sendable {
    private let store: any HubStore
    private let isKnownDone = Mutex(false)

    package init(store: any HubStore) {
        self.store = store
    }

    package func isDone() async throws -> Bool {
        if isKnownDone.withLock({ $0 }) { return true }
        guard try await store.hub()?.setUp != nil else { return false }
        isKnownDone.withLock { $0 = true }
        return true
    }
}
