internal import Engine
internal import Synchronization

/// A lock that is held. It is refreshed meanwhile; where that has not been possible for too long,
/// others may take it for abandoned, and nothing may be written or removed any more.
package final class RepositoryLock: Sendable {
    package enum Kind: Hashable, Sendable {
        /// With others: backup, restore, check.
        case shared
        /// Alone: forget, prune, repair.
        case exclusive
    }

    package let kind: Kind
    private let failure = Mutex<EngineError?>(nil)

    init(_ kind: Kind) {
        self.kind = kind
    }

    /// To be called before each object that is stored or removed.
    /// - Throws: `.locked` when the lock could not be refreshed in time.
    package func requireValid() throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    func expire(_ error: EngineError) {
        failure.withLock { $0 = $0 ?? error }
    }
}
