internal import Glibc

/// A thread of our own with a Swift closure as its body.
package struct HostThread: Sendable {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    private let handle: pthread_t

    private init(_ handle: pthread_t) {
        self.handle = handle
    }

    /// Every thread is either joined or detached by whoever started it.
    package static func start(
        name: String, role: ThreadRole, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> HostThread {
        let box = unsafe Unmanaged.passRetained(
            Body {
                ThreadRole.claim(role, name: name)
                body()
            })
        var handle = pthread_t()
        let code = unsafe pthread_create(
            &handle, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            unsafe box.release()
            throw SystemError("pthread_create", code: code)
        }
        return HostThread(handle)
    }

    /// Waits for the body to return.
    package func join() {
        ThreadRole.requireBlockingAllowed("HostThread.join")
        pthread_join(handle, nil)
    }

    package func detach() {
        pthread_detach(handle)
    }
}
