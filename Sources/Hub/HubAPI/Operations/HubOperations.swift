package import HTTPServer
package import Store

/// What machines ask a hub: is it alive, is it ready, how is it doing.
package struct HubOperations: Sendable {
    private let hub: any HubStore
    private let metrics: MetricsGate?

    package init(hub: any HubStore, metrics: MetricsGate?) {
        self.hub = hub
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
            return .text("ready\n")
        }
        guard let metrics else { return }
        routes.add(.get, "/metrics", .page("Show the metrics for Prometheus")) { call in
            try metrics.answer(call.request)
        }
    }
}
