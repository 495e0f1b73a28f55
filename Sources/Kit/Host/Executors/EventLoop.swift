internal import CShims
internal import Glibc
internal import Synchronization
internal import Values

/// What a file descriptor is ready for, as the kernel says it.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let readable = Readiness(rawValue: CSHIMS_POLL_IN)
    package static let writable = Readiness(rawValue: CSHIMS_POLL_OUT)
    package static let failed = Readiness(rawValue: CSHIMS_POLL_ERR)
    package static let hungUp = Readiness(rawValue: CSHIMS_POLL_HUP)
    package static let peerClosed = Readiness(rawValue: CSHIMS_POLL_RDHUP)
    /// Tells of changes only: the owner goes on until `EAGAIN`.
    package static let edgeTriggered = Readiness(rawValue: 1 << 31)
}

/// Owns a file descriptor that an `EventLoop` watches.
package protocol ReadinessHandler: AnyObject, Sendable {
    /// Called on the loop's thread; must not block.
    func becameReady(_ readiness: Readiness)
}

/// One epoll thread that is also a Swift executor: actors that name it and tasks that prefer it run
/// on the thread that polls their sockets, so serving a request costs no thread hop.
///
/// Everything but `enqueue`, `perform`, `start` and `stop` is called on the loop's own thread.
@safe
package final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    // `@unchecked Sendable`: `shared` is a mutex; every other stored property is touched by the
    // loop's thread alone after `start`, which each method that uses one checks.

    /// Identifies a watched descriptor; stale ones are recognised and ignored.
    package struct Registration: Hashable, Sendable {
        fileprivate let slot: UInt32
        fileprivate let generation: UInt32
    }

    private struct Shared {
        var jobs: [UnownedJob] = []
        var actions: [@Sendable () -> Void] = []
        var isSleeping = false
        var isStopping = false
    }

    private struct Slot {
        var generation: UInt32 = 0
        var handler: (any ReadinessHandler)?
    }

    /// Rounds of jobs between two looks at the sockets: jobs that enqueue jobs may not starve them.
    private static let roundsPerPoll = 64
    private static let eventsPerPoll = 256
    private static let wakeTag = UInt64.max
    /// Four TLS records, and what a socket holds at most times; reading more at once gains nothing.
    package static let scratchBytes = 64 << 10

    private let name: String
    private let poll: Int32
    private let wake: Int32
    private let shared = Mutex(Shared())
    private let finished = Mutex(false)
    private var thread = pthread_t()
    private var jobs: [UnownedJob] = []
    private var batch: [UnownedJob] = []
    private var slots: [Slot] = []
    private var freeSlots: [UInt32] = []
    private var timers = TimerQueue()
    private let scratch: UnsafeMutableRawBufferPointer

    /// Milliseconds of the monotonic clock when the loop last woke: precise enough for deadlines.
    package private(set) var now: UInt64

    package init(name: String) throws {
        self.name = name
        now = MonotonicTime.coarseMilliseconds
        unsafe scratch = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Self.scratchBytes, alignment: 16)
        poll = try SystemError.check("epoll_create", cshims_poll_create())
        do {
            wake = try SystemError.check("eventfd", cshims_event_create())
        } catch {
            close(poll)
            throw error
        }
        try SystemError.check(
            "epoll_ctl", cshims_poll_add(poll, wake, Self.wakeTag, Readiness.readable.rawValue))
    }

    deinit {
        close(wake)
        close(poll)
        unsafe scratch.deallocate()
    }

    @inline(__always)
    package var isCurrent: Bool {
        unsafe cshims_thread_owner() == UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    }

    // MARK: Executor

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            jobs.append(job)
            return
        }
        let mustWake = shared.withLock { shared in
            shared.jobs.append(job)
            defer { shared.isSleeping = false }
            return shared.isSleeping
        }
        if mustWake { cshims_event_signal(wake) }
    }

    /// Calls `action` on the loop's thread soon, from any thread. It must not block.
    package func perform(_ action: @escaping @Sendable () -> Void) {
        let mustWake = shared.withLock { shared in
            shared.actions.append(action)
            defer { shared.isSleeping = false }
            return shared.isSleeping
        }
        if mustWake { cshims_event_signal(wake) }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    package func checkIsolated() {
        precondition(isCurrent, "this belongs to the thread of event loop \(name)")
    }

    package func isIsolatingCurrentContext() -> Bool? {
        isCurrent
    }

    // MARK: Life

    /// Starts the loop's thread.
    package func start() throws {
        let retained = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, retained.toOpaque())
        guard code == 0 else {
            unsafe retained.release()
            throw SystemError("pthread_create", code: code)
        }
    }

    /// Asks the loop to end when it has no job left, and waits for its thread. Whoever calls has
    /// ended the tasks that prefer this loop: a job enqueued later never runs.
    package func stop() {
        ThreadRole.requireBlockingAllowed("EventLoop.stop")
        let first = finished.withLock { finished in
            defer { finished = true }
            return !finished
        }
        guard first else { return }
        shared.withLock { $0.isStopping = true }
        cshims_event_signal(wake)
        pthread_join(thread, nil)
    }

    private func run() {
        ThreadRole.claim(.loop, name: name)
        unsafe cshims_set_thread_owner(Unmanaged.passUnretained(self).toOpaque())
        unsafe withUnsafeTemporaryAllocation(
            of: cshims_poll_event.self, capacity: Self.eventsPerPoll
        ) {
            events in
            while true {
                runJobs()
                let (hasJobs, isStopping) = takeSharedJobs()
                if isStopping, !hasJobs { return }
                let timeout = hasJobs ? 0 : timers.millisecondsToNext(from: now)
                let count = unsafe cshims_poll_wait(
                    poll, events.baseAddress, Int32(Self.eventsPerPoll), timeout)
                shared.withLock { $0.isSleeping = false }
                now = MonotonicTime.coarseMilliseconds
                for index in 0..<max(0, Int(count)) {
                    deliver(unsafe events[index])
                }
                fireTimers()
            }
        }
    }

    private func takeSharedJobs() -> (hasJobs: Bool, isStopping: Bool) {
        var actions: [@Sendable () -> Void] = []
        let state = shared.withLock { shared in
            if !shared.actions.isEmpty { swap(&shared.actions, &actions) }
            if !shared.jobs.isEmpty {
                jobs.append(contentsOf: shared.jobs)
                shared.jobs.removeAll(keepingCapacity: true)
            }
            shared.isSleeping = jobs.isEmpty && actions.isEmpty
            return (!jobs.isEmpty || !actions.isEmpty, shared.isStopping)
        }
        for action in actions { action() }
        return state
    }

    /// Lends memory to read into: one buffer serves every socket of the loop, so a socket that has
    /// nothing to say holds none. It must not be kept, nor lent twice at once.
    @inline(__always)
    package func withScratch<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        checkIsolated()
        return unsafe try body(scratch)
    }

    private func runJobs() {
        for _ in 0..<Self.roundsPerPoll where !jobs.isEmpty {
            swap(&jobs, &batch)
            for job in batch {
                unsafe job.runSynchronously(
                    isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            }
            batch.removeAll(keepingCapacity: true)
        }
    }

    private func deliver(_ event: cshims_poll_event) {
        if event.tag == Self.wakeTag {
            cshims_event_clear(wake)
            return
        }
        let slot = slots[Int(event.tag & 0xFFFF_FFFF)]
        // A descriptor closed earlier in this batch leaves events of its old generation behind.
        guard slot.generation == UInt32(event.tag >> 32), let handler = slot.handler else { return }
        handler.becameReady(Readiness(rawValue: event.events))
    }

    // MARK: Descriptors

    /// Watches `descriptor` until `unregister`; the loop keeps the handler alive until then.
    package func register(
        _ descriptor: Int32, for interest: Readiness, handler: any ReadinessHandler
    ) throws -> Registration {
        checkIsolated()
        let index = freeSlots.popLast() ?? UInt32(slots.count)
        if index == slots.count { slots.append(Slot()) }
        slots[Int(index)].generation &+= 1
        slots[Int(index)].handler = handler
        let registration = Registration(slot: index, generation: slots[Int(index)].generation)
        let code = cshims_poll_add(poll, descriptor, registration.tag, interest.rawValue)
        if code < 0 { release(registration) }
        try SystemError.check("epoll_ctl", code)
        return registration
    }

    /// Changes what a registered descriptor is watched for.
    package func update(
        _ registration: Registration, of descriptor: Int32, to interest: Readiness
    ) throws {
        checkIsolated()
        try SystemError.check(
            "epoll_ctl", cshims_poll_modify(poll, descriptor, registration.tag, interest.rawValue))
    }

    /// Ends the watch; call it before the descriptor is closed. Twice is harmless.
    package func unregister(_ registration: Registration, of descriptor: Int32) {
        checkIsolated()
        guard slots[Int(registration.slot)].generation == registration.generation,
            slots[Int(registration.slot)].handler != nil
        else { return }
        _ = cshims_poll_remove(poll, descriptor)
        release(registration)
    }

    private func release(_ registration: Registration) {
        slots[Int(registration.slot)].handler = nil
        freeSlots.append(registration.slot)
    }

    // MARK: Timers

    /// Calls `action` on the loop's thread once `delay` has passed; at most a few ms late.
    @discardableResult
    package func schedule(
        after delay: Duration, _ action: @escaping @Sendable () -> Void
    ) -> TimerQueue.Timer {
        checkIsolated()
        return timers.add(at: now &+ UInt64(max(0, delay.milliseconds)), action)
    }

    /// Twice, or after it has fired, is harmless.
    package func cancel(_ timer: TimerQueue.Timer) {
        checkIsolated()
        timers.cancel(timer)
    }

    private func fireTimers() {
        while let action = timers.popDue(at: now) { action() }
    }
}

extension EventLoop.Registration {
    fileprivate var tag: UInt64 { UInt64(slot) | UInt64(generation) << 32 }
}
