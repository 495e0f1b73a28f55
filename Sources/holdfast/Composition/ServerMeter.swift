internal import HTTPServer
internal import Telemetry

/// Counts what the server does, and logs what never reached a route.
struct ServerMeter: HTTPServerObserver {
    private let log: Logger
    private let requests: MetricFamily<Counter>
    private let seconds: Histogram
    private let refusals: Counter
    private let turnedAway: Counter
    private let connections: Gauge

    init(_ metrics: MetricRegistry, log: Logger) {
        self.log = log
        requests = metrics.counters(
            "holdfast_http_requests_total", "Requests answered, by class of status.",
            labels: ["class"])
        seconds = metrics.histogram(
            "holdfast_http_request_seconds", "From the head's arrival to the last byte's leaving.",
            bounds: Histogram.seconds)
        refusals = metrics.counter(
            "holdfast_http_refused_total", "Requests that no route saw: malformed or too slow.")
        turnedAway = metrics.counter(
            "holdfast_http_turned_away_total", "Connections refused because there were too many.")
        connections = metrics.gauge("holdfast_http_connections", "Open connections.")
    }

    func completed(_ exchange: HTTPExchange) {
        requests.labelled("\(exchange.status.code / 100)xx").add()
        seconds.observe(Double(exchange.nanoseconds) / 1e9)
    }

    func refused(_ error: HTTPServerError, from client: ClientAddress) {
        refusals.add()
        log.info(
            "request refused",
            ["client": client.description, "reason": LoggedError(error)])
    }

    func turnedAway(_ client: ClientAddress) {
        turnedAway.add()
        log.warning("connection turned away", ["client": client.description])
    }

    func acceptFailed(_ reason: String) {
        log.error("accepting failed", ["reason": reason])
    }

    func connectionsChanged(to count: Int) {
        connections.set(Double(count))
    }
}
