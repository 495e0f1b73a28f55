internal import Synchronization

/// A fixed number of threads for tasks that block: reading files, hashing, compressing, waiting for
/// C. Tasks prefer it (`withTaskExecutorPreference(pool)`), so the runtime's own few threads, which
/// everything else shares, are never held up.
package final class ThreadPool: TaskExecutor {
    private let queue = JobQueue<ThreadPool>()
    private let threads: Mutex<[HostThread]>

    package let size: Int

    /// Starts `size` threads named after the pool. Throws when the machine gives fewer.
    package init(name: String, size: Int) throws(SystemError) {
        precondition(size > 0, "a pool without threads runs nothing")
        self.size = size
        threads = Mutex([])
        var started: [HostThread] = []
        for number in 1...size {
            do {
                started.append(try Self.start(name: "\(name)-\(number)", on: queue))
            } catch {
                queue.close(threads: started.count)
                for thread in started { thread.detach() }
                throw error
            }
        }
        threads.withLock { [started] in $0 = started }
    }

    deinit {
        let left = threads.withLock { $0 }
        queue.close(threads: left.count)
        for thread in left { thread.detach() }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        queue.add(UnownedJob(job), of: self)
    }

    /// Ends the threads once the jobs that are waiting have run, and waits for that. Whoever calls
    /// has ended the tasks that prefer this pool: a job enqueued later never runs.
    package func stop() {
        ThreadRole.requireBlockingAllowed("ThreadPool.stop")
        let stopping = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        queue.close(threads: stopping.count)
        for thread in stopping { thread.join() }
    }

    private static func start(
        name: String, on queue: JobQueue<ThreadPool>
    ) throws(SystemError) -> HostThread {
        try HostThread.start(name: name, role: .blocking) {
            queue.work { job, pool in
                unsafe job.runSynchronously(on: pool.asUnownedTaskExecutor())
            }
        }
    }
}
