internal import HTTPServer
internal import Markup
internal import Synchronization

/// The pages that are being looked at, each kept fresh over one stream of events.
///
/// A stream makes its part of the page anew every two seconds and sends it when it differs: however
/// much happens, a browser hears of it once each time. Nothing has to tell the streams, so they
/// show what another hub on the same store did, too.
package final class LiveStreams: Sendable {
    /// As often as somebody notices.
    private static let interval = Duration.seconds(2)
    /// Then the browser comes again, and who it is and what they may see is asked anew.
    private static let lifetime = 15
    /// Each asks the store for a page every interval.
    private static let streamsMax = 400

    private struct State {
        var count = 0
        var isStopping = false
    }

    private let state = Mutex(State())
    private let clock: any Clock<Duration>

    package init(on clock: any Clock<Duration> = ContinuousClock()) {
        self.clock = clock
    }

    package var count: Int { state.withLock(\.count) }

    /// From now on there are no streams: a server that stops does not wait for them.
    package func stop() {
        state.withLock { $0.isStopping = true }
    }

    /// What is added to a list that only grows, as the lines of a log.
    struct Addition: Sendable {
        let markup: Markup
        /// Of the last thing that was looked at: where a browser goes on that comes again.
        let last: Int64
    }

    typealias Render = nonisolated(nonsending) @Sendable () async throws -> Markup
    typealias Extend = nonisolated(nonsending) @Sendable (_ after: Int64) async throws -> Addition

    /// Sends what `render` makes, and again whenever that has become another.
    ///
    /// - Parameters:
    ///   - beside: what stands elsewhere on the page, each part found by its id; sent as events of
    ///     the name `counts`.
    ///   - extend: what there is behind a number, sent as events of the name `more`; nil for a
    ///     page on which nothing grows.
    func response(
        _ render: @escaping Render, beside: @escaping Render, after number: Int64 = 0,
        extend: Extend? = nil
    ) throws -> HTTPResponse {
        try join()
        let fields: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-store",
            // nginx would hold events back to fill its buffers.
            "X-Accel-Buffering": "no",
        ]
        return HTTPResponse(
            .ok, fields: fields,
            body: .stream(length: nil) { [self] writer in
                defer { leave() }
                try await follow(render, beside, after: number, extend, writer)
            })
    }

    private nonisolated(nonsending) func follow(
        _ render: Render, _ beside: Render, after number: Int64, _ extend: Extend?,
        _ writer: ResponseWriter
    ) async throws {
        try await writer.write("retry: 2000\n\n")
        var (last, lastBeside) = (Markup(), Markup())
        var number = number
        for _ in 0..<Self.lifetime {
            let markup = try await render()
            if markup != last {
                try await writer.write(ServerSentEvent(data: markup.description).bytes)
                last = markup
            }
            let counts = try await beside()
            if counts != lastBeside {
                let event = ServerSentEvent(name: "counts", data: counts.description)
                try await writer.write(event.bytes)
                lastBeside = counts
            }
            if let extend {
                let addition = try await extend(number)
                if addition.last > number {
                    number = addition.last
                    let event = ServerSentEvent(
                        id: "\(number)", name: "more", data: addition.markup.description)
                    try await writer.write(event.bytes)
                }
            }
            guard try await rest() else { return }
        }
    }

    /// Waits for the next time, in steps in which a stop is noticed.
    private nonisolated(nonsending) func rest() async throws -> Bool {
        for _ in 0..<4 {
            guard !state.withLock(\.isStopping) else { return false }
            try await clock.sleep(for: Self.interval / 4)
        }
        return true
    }

    private func join() throws {
        try state.withLock { state throws in
            guard !state.isStopping, state.count < Self.streamsMax else {
                throw Problem(
                    .serviceUnavailable, "too_many_streams", "Too many pages are open.",
                    fields: [.retryAfter: "10"])
            }
            state.count += 1
        }
    }

    private func leave() {
        state.withLock { $0.count -= 1 }
    }
}
