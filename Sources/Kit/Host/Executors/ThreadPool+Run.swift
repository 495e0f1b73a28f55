extension ThreadPool {
    /// Runs `body`, which may block, on one of the pool's threads.
    @concurrent
    package func run<Result: Sendable>(
        _ body: @Sendable () throws -> Result
    ) async throws -> Result {
        try await withTaskExecutorPreference(self) { try body() }
    }
}
