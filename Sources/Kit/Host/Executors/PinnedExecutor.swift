internal import Dispatch

/// Runs the actors that name it one job at a time, on a thread that may block.
///
/// An actor over blocking C (a database connection, a subprocess) takes one of its own; the price
/// is about 7 µs for a hop there and back, so hop once per transaction and not per statement.
package final class PinnedExecutor: SerialExecutor {
    private let queue: DispatchQueue
    private let name: String

    package init(name: String) {
        self.name = name
        queue = DispatchQueue(label: "holdfast.\(name)")
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in
            // Dispatch lends its threads to other queues too, so the role is worn per job.
            let previous = ThreadRole.current
            ThreadRole.wear(.blocking)
            unsafe job.runSynchronously(on: asUnownedSerialExecutor())
            ThreadRole.wear(previous)
        }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
