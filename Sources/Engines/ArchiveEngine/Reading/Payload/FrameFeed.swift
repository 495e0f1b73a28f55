internal import Compression
internal import Cryptography
internal import Engine
internal import Host
internal import Storage
internal import Synchronization

/// Fetches the frames that are wanted and decompresses them on several threads, ahead of the one
/// that takes them, which holds up the rest when it is slow.
final class FrameFeed: Sendable {
    /// What is to be fetched, and from where.
    struct Order: Sendable {
        let source: IndexSource
        var wish: ContentWish
        let storage: any Storage
        let identities: [AgeIdentity]
        let workers: Int
        let progress: RunProgress
    }

    /// Where a frame on its way belongs.
    struct Place: Sendable {
        let part: PartName
        let frame: PartFrames.Frame
    }

    private let pipeline: FramePipeline
    private let places: FramePlaces
    private let task: Task<Void, Never>
    private let run: String

    /// Begins to fetch at once, on the threads of `pool`.
    init(_ order: Order, on pool: ThreadPool) throws {
        let pipeline = try FramePipeline(
            .decompress, workers: order.workers,
            frameSize: order.source.manifest.pipeline.frameSize)
        let places = FramePlaces()
        self.pipeline = pipeline
        self.places = places
        run = "\(order.source.snapshot.run)"
        task = Task(executorPreference: pool) {
            do {
                try await Self.feed(order, to: pipeline, places)
                try pipeline.finish()
            } catch {
                pipeline.cancel(error)
            }
            // The pool has to outlive what runs on it.
            withExtendedLifetime(pool) {}
        }
    }

    deinit {
        task.cancel()
        pipeline.cancel()
    }

    /// The next wanted frame; nil after the last. Blocks.
    func next() throws(EngineError) -> FrameDelivery? {
        do {
            guard let frame = try pipeline.next() else { return nil }
            guard let place = places.takeFirst() else {
                preconditionFailure("a frame has come that was not asked for")
            }
            guard frame.count == place.frame.tarSize else {
                throw EngineError.damaged(
                    "a frame of \(place.part) in snapshot \(run) does not have the "
                        + "\(place.frame.tarSize) bytes that the index says")
            }
            return FrameDelivery(place: place, content: frame)
        } catch let error as CompressionError where error.kind != .cancelled {
            // It may be one of the few behind the one that was waited for.
            let part = places.first.map { "\($0.part)" } ?? "the payload"
            throw EngineError(
                reading: error, of: "\(part), or what follows it, in snapshot \(run)")
        } catch {
            throw EngineError(reading: error, of: "snapshot \(run)")
        }
    }

    // MARK: Feeding

    /// The next stretch is asked for when so much of one is still to come: soon enough to hide how
    /// far away the vault is, too late for it to lose patience with a reader that lets it wait.
    private static let aheadSize: Int64 = 4 << 20

    private typealias Opening = Result<any ObjectReader, any Error>

    @concurrent
    private static func feed(
        _ order: Order, to pipeline: FramePipeline, _ places: FramePlaces
    ) async throws {
        var planner = try StretchPlanner(order.source, order.wish)
        var next = try planner.next()
        var opening: Opening?
        while let stretch = next {
            next = try planner.next()
            do {
                let request = stretch.request(order)
                let first: any ObjectReader =
                    if let opening { try opening.get() } else { try await request.open() }
                opening = try await feed(
                    stretch, of: order, request, first, to: pipeline, places,
                    ahead: next.map { $0.request(order) })
            } catch {
                throw order.source.snapshot.refusal(error, of: "\(stretch.part.name)")
            }
        }
    }

    /// - Parameter ahead: What follows.
    /// - Returns: What came of asking for that.
    private static func feed(
        _ stretch: Stretch, of order: Order, _ request: PartRequest, _ first: any ObjectReader,
        to pipeline: FramePipeline, _ places: FramePlaces, ahead: PartRequest?
    ) async throws -> Opening? {
        try await withThrowingTaskGroup(of: Opening.self) { group in
            let identities = request.isSealed ? order.identities : nil
            var reader = try await PartReader(request, first, identities)
            var isAhead = ahead == nil
            var plain: [UInt8] = []
            var position = 0
            for frame in stretch.frames {
                places.append(Place(part: stretch.part.name, frame: frame))
                var missing = Int(frame.size)
                while missing > 0 {
                    if position == plain.count {
                        plain.removeAll(keepingCapacity: true)
                        position = 0
                        guard try await reader.next(into: &plain) else { return nil }
                        let count = plain.count
                        order.progress.update { $0.transferred += Int64(count) }
                        if !isAhead, let ahead, reader.left <= aheadSize {
                            isAhead = true
                            group.addTask { await Self.open(ahead) }
                        }
                    }
                    try await pipeline.makeRoom()
                    try pipeline.fillRoom { room in
                        let count = min(missing, room.freeCapacity, plain.count - position)
                        plain.span.extracting(position..<(position + count)).copy(into: &room)
                        position += count
                        missing -= count
                    }
                }
                pipeline.cut()
            }
            return try await group.next()
        }
    }

    private static func open(_ request: PartRequest) async -> Opening {
        do {
            return .success(try await request.open())
        } catch {
            return .failure(error)
        }
    }
}

extension Stretch {
    /// What gives it.
    fileprivate func request(_ order: FrameFeed.Order) -> PartRequest {
        let snapshot = order.source.snapshot
        return PartRequest(
            part: part, object: snapshot.layout.part(part.name), plain: plain,
            isSealed: snapshot.encryption == .age, storage: order.storage)
    }
}

/// A frame that has come.
struct FrameDelivery: ~Copyable {
    let place: FrameFeed.Place
    let content: Frame

    consuming func takeContent() -> Frame { content }
}

/// Where the frames between feeding and taking belong, in their order.
final class FramePlaces: Sendable {
    private let waiting = Mutex<[FrameFeed.Place]>([])

    func append(_ place: FrameFeed.Place) {
        waiting.withLock { $0.append(place) }
    }

    var first: FrameFeed.Place? { waiting.withLock { $0.first } }

    /// The pipeline lets only a few wait, so moving the rest up costs nothing.
    func takeFirst() -> FrameFeed.Place? {
        waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}
