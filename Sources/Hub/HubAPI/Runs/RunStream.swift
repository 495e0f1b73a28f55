internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import JSON
internal import Store
internal import Values

/// What happens to one run, as it happens, until it has ended. Each event has its number as id: a
/// client that comes back says the last one it saw, and misses nothing.
struct RunStream: Sendable {
    private let desk: RunDesk
    private let feed: RunFeed
    private let run: Run
    private let isStillAllowed: IsStillAllowed

    /// Asked before anything more is told: a right may be taken from somebody who is listening.
    typealias IsStillAllowed = nonisolated(nonsending) @Sendable () async throws -> Bool

    /// So often a stream shows that it lives, and looks whether another hub wrote something.
    static let patience = Duration.seconds(15)
    private static let pageMax = 200

    init(
        _ desk: RunDesk, _ feed: RunFeed, _ run: Run,
        _ isStillAllowed: @escaping IsStillAllowed
    ) {
        self.isStillAllowed = isStillAllowed
        self.desk = desk
        self.feed = feed
        self.run = run
    }

    func response(to request: HTTPRequest) throws -> HTTPResponse {
        // What is no number of ours begins at the beginning.
        let last = request.lastEventID.flatMap { Int64($0) } ?? 0
        guard let listener = feed.listen(to: .run(run.id, of: run.tenant)) else {
            throw Problem.tooManyStreams
        }
        return .stream { writer in
            defer { feed.leave(listener) }
            try await follow(writer, listener, after: max(0, last))
        }
    }

    private nonisolated(nonsending) func follow(
        _ writer: ResponseWriter, _ listener: RunListener, after last: Int64
    ) async throws {
        var last = last
        var told: ProgressReport?
        while true {
            let current = try await desk.run(run.id, of: run.tenant)
            while true {
                let events = try await desk.events(
                    of: run.id, in: run.tenant, after: last, limit: Self.pageMax)
                for event in events {
                    try await writer.write(event.serverSent.bytes)
                    last = event.number
                }
                if events.count < Self.pageMax { break }
            }
            // Read before the events: what ended it is among them.
            guard !current.position.state.isFinal else {
                try await writer.write(RunDocument(run: current, progress: nil).event("end").bytes)
                return
            }
            if let report = feed.progress(of: run.id), report != told {
                told = report
                try await writer.write(report.serverSent.bytes)
            }
            let news = await listener.next(within: Self.patience)
            guard try await isStillAllowed() else { return }
            switch news {
            case .runs, .tooMuch: break
            case .nothing: try await writer.write(": still here\n\n")
            case .over: return
            }
        }
    }
}

/// That something happened to runs of a tenant, for whoever shows all of them: each run as it is
/// then, at most once a second, and `resync` where there was more to say than is worth saying.
struct TenantStream: Sendable {
    private let desk: RunDesk
    private let feed: RunFeed
    private let tenant: ID<Tenant>
    private let isStillAllowed: RunStream.IsStillAllowed

    private static let pause = Duration.seconds(1)

    init(
        _ desk: RunDesk, _ feed: RunFeed, _ tenant: ID<Tenant>,
        _ isStillAllowed: @escaping RunStream.IsStillAllowed
    ) {
        self.isStillAllowed = isStillAllowed
        self.desk = desk
        self.feed = feed
        self.tenant = tenant
    }

    func response() throws -> HTTPResponse {
        guard let listener = feed.listen(to: .tenant(tenant)) else {
            throw Problem.tooManyStreams
        }
        return .stream { writer in
            defer { feed.leave(listener) }
            try await follow(writer, listener)
        }
    }

    private nonisolated(nonsending) func follow(
        _ writer: ResponseWriter, _ listener: RunListener
    ) async throws {
        while true {
            let news = await listener.next(within: RunStream.patience)
            guard try await isStillAllowed() else { return }
            switch news {
            case .runs(let ids):
                for id in ids.sorted(by: { $0.description < $1.description }) {
                    let run = try await desk.run(id, of: tenant)
                    let document = RunDocument(run: run, progress: feed.progress(of: id))
                    try await writer.write(document.event("run").bytes)
                }
            case .tooMuch: try await writer.write(EventQueue.resync.bytes)
            case .nothing: try await writer.write(": still here\n\n")
            case .over: return
            }
            try await ContinuousClock().sleep(for: Self.pause)
        }
    }
}

extension HTTPResponse {
    /// Events, written for as long as the client reads.
    fileprivate static func stream(_ write: @escaping StreamWriter) -> HTTPResponse {
        HTTPResponse(
            .ok,
            fields: [
                .contentType: "text/event-stream", .cacheControl: "no-store",
                // nginx would hold events back to fill its buffers.
                "X-Accel-Buffering": "no",
            ],
            body: .stream(length: nil) { writer in
                try await writer.write("retry: 2000\n\n")
                try await write(writer)
            })
    }
}

extension Problem {
    fileprivate static let tooManyStreams = Problem(
        .serviceUnavailable, "too_many_streams", "Too many streams are open.",
        fields: [.retryAfter: "10"])
}

extension KnownEvent {
    fileprivate var serverSent: ServerSentEvent {
        let text = String(decoding: Schema<KnownEvent>.event.encode(self), as: UTF8.self)
        return ServerSentEvent(id: String(number), name: "event", data: text)
    }
}

extension ProgressReport {
    fileprivate var serverSent: ServerSentEvent {
        let document = ProgressDocument.schema.encode(ProgressDocument(self))
        return ServerSentEvent(
            name: "progress", data: String(decoding: document, as: UTF8.self))
    }
}

extension RunDocument {
    fileprivate func event(_ name: String) -> ServerSentEvent {
        ServerSentEvent(
            name: name, data: String(decoding: RunDocument.schema.encode(self), as: UTF8.self))
    }
}
