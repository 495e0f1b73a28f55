/// Work that has to be done also when the task that asks for it has been cancelled.
package enum Cleanup {
    /// Waits for its end. Failures are the sweep's to find.
    package static func run(_ work: @escaping @Sendable () async throws -> Void) async {
        // A task of its own: in this one every request would end as cancelled.
        _ = await Task { try await work() }.result
    }
}
