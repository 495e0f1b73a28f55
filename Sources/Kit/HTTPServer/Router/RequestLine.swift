internal import Host
internal import Synchronization
internal import Telemetry

/// The line in the log that every request leaves. The query is left out: it may hold what a person
/// searched for, and is the place where careless clients put secrets.
struct RequestLine: Sendable {
    let request: HTTPRequest
    let id: RequestID
    let status: HTTPStatus
    let start: UInt64
    let log: Logger

    func write(bytes: Int, isWhole: Bool) {
        let microseconds = (MonotonicTime.nanoseconds - start) / 1000
        log.write(.info, "request") { line in
            line.add("request", utf8: id.digits.span)
            line.add("method", request.method.rawValue)
            request.withPath { line.add("path", utf8: $0) }
            line.add("status", status.code)
            line.add("bytes", bytes)
            line.add("microseconds", Int(clamping: microseconds))
            line.add("client", request.client.description)
            if !isWhole { line.add("cut", true) }
        }
    }
}

/// Counts what a stream writes.
final class CountingSink: ResponseSink {
    private let inner: ResponseWriter
    private let total = Atomic<Int>(0)

    init(_ inner: ResponseWriter) {
        self.inner = inner
    }

    var count: Int { total.load(ordering: .relaxed) }

    func write(_ bytes: [UInt8]) async throws {
        try await inner.write(bytes)
        total.add(bytes.count, ordering: .relaxed)
    }

    func flush() async throws {
        try await inner.flush()
    }
}
