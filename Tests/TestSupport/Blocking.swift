internal import Host

/// Runs `body`, which may block, on a thread of its own: one that waits on the runtime's few
/// threads would keep other tests from the very progress it waits for.
@discardableResult
package func blocking<Result: Sendable>(
    _ body: @Sendable () throws -> Result
) async throws -> Result {
    try await BlockingThread().run(body)
}

private actor BlockingThread {
    private let executor = PinnedExecutor(name: "test.blocking")

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    func run<Result: Sendable>(_ body: @Sendable () throws -> Result) throws -> Result {
        try body()
    }
}
