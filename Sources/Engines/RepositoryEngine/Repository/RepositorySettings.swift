package import Cryptography
package import Host

/// How a machine works with repositories.
package struct RepositorySettings: Sendable {
    /// Threads that compress, hash and decrypt.
    package var workers: Int
    /// What locks and snapshots say about whose they are.
    package var owner: LockOwner
    package var clock: WallClock
    /// Deadlines: waiting for other locks, refreshing our own.
    package var timer: any Clock<Duration>
    /// How much work trying a new passphrase is; nil measures what takes half a second here.
    package var keyCost: Scrypt.Cost?

    package init(
        workers: Int = 2, owner: LockOwner, clock: WallClock = .system,
        timer: any Clock<Duration> = ContinuousClock(), keyCost: Scrypt.Cost? = nil
    ) {
        self.workers = workers
        self.owner = owner
        self.clock = clock
        self.timer = timer
        self.keyCost = keyCost
    }
}
