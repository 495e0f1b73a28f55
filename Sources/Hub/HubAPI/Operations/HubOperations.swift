package import HTTPServer
package import Store

/// What machines ask a hub: is it alive, is it ready, how is it doing.
package struct HubOperations: Sendable {
    private let hub: any HubStore
    private let isAlone: @Sendable () -> Bool
    private let metrics: MetricsGate?

    /// - Parameter isAlone: Whether no other hub can be at work in the store.
    package init(
        hub: any HubStore, isAlone: @escaping @Sendable () -> Bool, metrics: MetricsGate?
    ) {
        self.hub = hub
        self.isAlone = isAlone
        self.metrics = metrics
    }

    package func addRoutes(to routes: Routes<Call>) {
        routes.add(.get, "/healthz", .page("Tell whether the process is alive")) { _ in
            .text("alive\n")
        }
        routes.add(.get, "/readyz", .page("Tell whether requests can be served")) { _ in
            do {
                _ = try await hub.hub()
            } catch {
                throw Problem(
                    .serviceUnavailable, "store_unavailable", "The store does not answer.")
            }
            guard isAlone() else {
                throw Problem(
                    .serviceUnavailable, "not_alone",
                    "This hub has lost its claim to the database and changes nothing.")
            }
            return .text("ready\n")
        }
        guard let metrics else { return }
        routes.add(.get, "/metrics", .page("Show the metrics for Prometheus")) { call in
            try metrics.answer(call.request)
        }
    }
}
