internal import Glibc

/// A value that one thread at a time may touch, and on whose changes threads can wait. Swift's own
/// `Mutex` has no way to wait.
@safe
package final class Monitor<State: Sendable>: @unchecked Sendable {
    // `@unchecked Sendable`: `state` is only touched while `mutex` is held.

    private var state: State
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    package init(_ state: State) {
        self.state = state
        unsafe mutex = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(changed, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    /// Changes the value and wakes whoever waits. `body` is short and calls nobody.
    package func change<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer {
            unsafe pthread_cond_broadcast(changed)
            unsafe pthread_mutex_unlock(mutex)
        }
        return try body(&state)
    }

    /// Tries until `attempt` gives a result, sleeping until the next change in between.
    package func wait<Result, Failure: Error>(
        _ attempt: (inout State) throws(Failure) -> Result?
    ) throws(Failure) -> Result {
        ThreadRole.requireBlockingAllowed("Monitor.wait")
        unsafe pthread_mutex_lock(mutex)
        defer {
            unsafe pthread_cond_broadcast(changed)
            unsafe pthread_mutex_unlock(mutex)
        }
        while true {
            if let result = try attempt(&state) { return result }
            unsafe pthread_cond_wait(changed, mutex)
        }
    }
}
