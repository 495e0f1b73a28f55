internal import CShims

/// What a thread is for. A loop thread serves thousands of sockets, so it must never block; the
/// wrappers of blocking calls ask here first.
package enum ThreadRole: Int32, Sendable {
    /// The main thread, or one of the Swift runtime's pool.
    case ordinary = 0
    /// Runs an `EventLoop`.
    case loop = 1
    /// Belongs to a `PinnedExecutor` or a `ThreadPool`: here blocking is what the thread is for.
    case blocking = 2

    package static var current: ThreadRole {
        ThreadRole(rawValue: cshims_thread_role()) ?? .ordinary
    }

    /// Gives the calling thread its role and its name, once, when it starts. None of our threads
    /// is ended by SIGPIPE, whatever the process does about it.
    static func claim(_ role: ThreadRole, name: String) {
        cshims_set_thread_role(role.rawValue)
        cshims_block_pipe_signal()
        unsafe name.withCString { unsafe cshims_name_thread($0) }
    }

    /// Traps when called on a loop thread. Every wrapper of a blocking call starts with this line.
    ///
    /// It costs a thread-local read, so it stays on in release builds: a stalled hub is worse than
    /// a restarted one, and only a programmer's mistake can get here.
    @inline(__always)
    package static func requireBlockingAllowed(_ call: StaticString) {
        precondition(
            cshims_thread_role() != ThreadRole.loop.rawValue,
            "\(call) blocks and was called on an event loop's thread")
    }
}
