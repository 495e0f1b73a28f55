internal import Glibc

/// A thread that runs one closure and goes. Compressing would hold up Swift's own pool, which has
/// one thread per core for everything.
enum WorkerThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    static func start(_ body: @escaping @Sendable () -> Void) throws(CompressionError) {
        let box = unsafe Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            unsafe box.release()
            throw CompressionError(.outOfMemory, "worker thread", detail: "error \(code)")
        }
        pthread_detach(thread)
    }
}
