internal import Engine
internal import Host
internal import Synchronization
internal import Values

/// A lock that is held. It is refreshed meanwhile; where that has not been possible for too long,
/// others may take it for abandoned, and nothing may be written or removed any more.
///
/// Whoever takes it releases it. One that is let go of without is refreshed no more.
package final class RepositoryLock: Sendable {
    package enum Kind: Hashable, Sendable {
        /// With others: backup, restore, check.
        case shared
        /// Alone: forget, prune, repair.
        case exclusive
    }

    /// How often it is renewed.
    static let refreshEvery = Duration.seconds(5 * 60)
    /// How long to wait after a renewal that failed.
    static let retryAfter = Duration.seconds(60)
    /// Without a renewal for so long nothing is written any more: a quarter of what makes it stale
    /// is left for what is already on its way.
    static let validFor = Duration.seconds(22 * 60 + 30)
    /// Between writing one's own and looking for others once more.
    static let settlingTime = Duration.milliseconds(200)

    private struct State {
        var id: ObjectID
        var renewed: LockMoment
        var isReleased = false
        var lastFailure: EngineError?
    }

    package let kind: Kind
    private let folder: LockFolder
    private let state: Mutex<State>
    private let renewal = Mutex<Task<Void, Never>?>(nil)

    init(_ kind: Kind, _ folder: LockFolder, id: ObjectID, written: LockMoment) {
        self.kind = kind
        self.folder = folder
        state = Mutex(State(id: id, renewed: written))
    }

    deinit {
        renewal.withLock { $0 }?.cancel()
    }

    /// To be called before each object that is stored or removed.
    /// - Throws: `.locked` when the lock could not be refreshed in time.
    package func requireValid() throws {
        let (renewed, failure) = state.withLock { ($0.renewed, $0.lastFailure) }
        let age = renewed.age(folder.vault.settings)
        guard age > Self.validFor else { return }
        let minutes = age.components.seconds / 60
        let reason = failure.map { ": \($0.message)" } ?? ""
        throw EngineError(
            .locked,
            "the lock on \(folder.vault.place) was not refreshed for \(minutes) minutes, so "
                + "others may take it for abandoned; nothing more is written\(reason)",
            underlying: failure)
    }

    /// Others may come in. Also when the task was cancelled.
    package func release() async {
        renewal.withLock { $0.take() }?.cancel()
        let id = state.withLock { state in
            state.isReleased = true
            return state.id
        }
        // A task of its own: in one that was cancelled nothing could be removed. Failing is fine:
        // the lock is dead for this process and with it, and stale for others in half an hour.
        _ = await Task { [folder] in try await folder.remove(id) }.result
    }

    /// Begins to refresh. Once.
    func keepFresh() {
        let timer = folder.vault.settings.timer
        let task = Task { [weak self] in
            var pause = Self.refreshEvery
            while !Task.isCancelled {
                do {
                    try await timer.sleep(for: pause)
                } catch {
                    return
                }
                guard let self else { return }
                pause = await renew() ? Self.refreshEvery : Self.retryAfter
            }
        }
        renewal.withLock { $0 = task }
    }

    /// The new one is there before the old one goes.
    func renew() async -> Bool {
        let now = LockMoment(folder.vault.settings)
        let old = state.withLock { $0.id }
        do {
            try requireValid()
            let new = try await folder.write(folder.vault.lockFile(kind, at: now.written))
            let isReleased = state.withLock { state in
                if !state.isReleased { (state.id, state.renewed) = (new, now) }
                return state.isReleased
            }
            if new != old || isReleased { try await folder.remove(isReleased ? new : old) }
            return true
        } catch {
            let failure = EngineError(error, at: folder.vault.place)
            state.withLock { $0.lastFailure = failure }
            return false
        }
    }
}
