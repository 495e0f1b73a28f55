internal import Glibc

/// A program that a test has started, as a shell starts one: no signal is blocked or ignored,
/// whatever the thread that starts it does with them.
struct ChildProgram: Sendable {
    /// What one of its standard streams is; the others are those of the tests.
    enum Stream: Sendable {
        case descriptor(Int32)
        case reading(String)
        /// Made, or emptied.
        case writing(String)
    }

    let id: pid_t

    /// nil when there is no such program.
    static func start(
        _ name: String, _ arguments: [String], streams: [Int32: Stream]
    ) -> ChildProgram? {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in streams { unsafe add(stream, as: number, to: &actions) }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        mindSignals(&attributes)
        var words = unsafe ([name] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var child = pid_t()
        let code = unsafe posix_spawnp(&child, name, &actions, &attributes, &words, environ)
        return code == 0 ? ChildProgram(id: child) : nil
    }

    private static func add(
        _ stream: Stream, as number: Int32, to actions: inout posix_spawn_file_actions_t
    ) {
        switch stream {
        case .descriptor(let descriptor):
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, number)
        case .reading(let path):
            unsafe posix_spawn_file_actions_addopen(&actions, number, path, O_RDONLY, 0)
        case .writing(let path):
            unsafe posix_spawn_file_actions_addopen(
                &actions, number, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
    }

    private static func mindSignals(_ attributes: inout posix_spawnattr_t) {
        var all = sigset_t()
        var none = sigset_t()
        unsafe sigfillset(&all)
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    /// Its exit status once it has ended, 128 and the signal's number where one ended it.
    func wait() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }
}
