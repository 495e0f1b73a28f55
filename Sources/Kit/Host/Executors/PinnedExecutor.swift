internal import CShims

/// Runs the actors that name it one job at a time, on a thread of its own that may block.
///
/// An actor over blocking C (a database connection, a spool) takes one of its own. A hop there and
/// back costs some microseconds, so hop once per transaction and not per statement.
package final class PinnedExecutor: SerialExecutor {
    private let queue = JobQueue<PinnedExecutor>()
    private let name: String

    /// Starts the thread, which ends after the last reference to this executor. Traps when the
    /// machine has no thread left to give: nothing could be done without it.
    package init(name: String) {
        self.name = name
        let queue = queue
        do {
            try HostThread.start(name: name, role: .blocking) {
                unsafe cshims_set_thread_owner(Unmanaged.passUnretained(queue).toOpaque())
                queue.work { job, executor in
                    unsafe job.runSynchronously(on: executor.asUnownedSerialExecutor())
                }
            }.detach()
        } catch {
            preconditionFailure("no thread for \(name): \(error)")
        }
    }

    deinit {
        queue.close(threads: 1)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        queue.add(UnownedJob(job), of: self)
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    package func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "this belongs to the thread \(name)")
    }

    package func isIsolatingCurrentContext() -> Bool? {
        unsafe cshims_thread_owner()
            == UnsafeRawPointer(Unmanaged.passUnretained(queue).toOpaque())
    }
}
