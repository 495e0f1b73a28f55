internal import Glibc
internal import Synchronization

/// Jobs on their way to threads that wait for them.
@safe
final class JobQueue<Owner: AnyObject & Sendable>: @unchecked Sendable {
    // `@unchecked Sendable`: `jobs` is a mutex, a POSIX semaphore may be used by all threads, and
    // the pointer to it never changes.

    /// A job and the executor it belongs to, which lives at least until the job has run.
    private struct Entry {
        let job: UnownedJob
        let owner: Owner
    }

    private struct State {
        var entries: [Entry?] = []
        /// Those before this one have been taken and are nil.
        var first = 0
    }

    private let state = Mutex(State())
    private let available: UnsafeMutablePointer<sem_t>

    init() {
        unsafe available = .allocate(capacity: 1)
        unsafe sem_init(available, 0, 0)
    }

    deinit {
        unsafe sem_destroy(available)
        unsafe available.deallocate()
    }

    func add(_ job: UnownedJob, of owner: Owner) {
        state.withLock { $0.entries.append(Entry(job: job, owner: owner)) }
        unsafe sem_post(available)
    }

    /// Lets each of `threads` end once there is nothing to do. Jobs added before still run.
    func close(threads: Int) {
        for _ in 0..<threads { unsafe sem_post(available) }
    }

    /// Runs jobs on the calling thread until the queue is closed and empty.
    func work(_ run: (UnownedJob, Owner) -> Void) {
        while true {
            while unsafe sem_wait(available) != 0 {}
            guard let entry = take() else { return }
            run(entry.job, entry.owner)
        }
    }

    /// The semaphore has counted an entry or a closing; nil for the latter.
    private func take() -> Entry? {
        state.withLock { state in
            guard state.first < state.entries.count else { return nil }
            let entry = state.entries[state.first].take()
            state.first += 1
            // Taken entries go in bulk, so that taking one costs no copy of the rest.
            if state.first >= 64, state.first * 2 >= state.entries.count {
                state.entries.removeFirst(state.first)
                state.first = 0
            }
            return entry
        }
    }
}
