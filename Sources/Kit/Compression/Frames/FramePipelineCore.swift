internal import Host

/// What the pipeline, its workers and the frames on loan share. It outlives the pipeline until the
/// last of them has gone.
final class FramePipelineCore: Sendable {
    private let monitor: Monitor<FrameRing>

    init(inputs: [FrameBuffer], outputs: [FrameBuffer]) {
        monitor = Monitor(FrameRing(inputs: inputs, outputs: outputs))
    }

    /// Changes the ring, then resumes the tasks that could go on now.
    private func change<Result>(_ body: (inout FrameRing) throws -> Result) rethrows -> Result {
        let (result, waiters) = try monitor.change { ring in
            (try body(&ring), Self.takeReady(&ring))
        }
        for waiter in waiters { waiter.resume() }
        return result
    }

    private func wait<Result>(_ attempt: (inout FrameRing) throws -> Result?) throws -> Result {
        let (result, waiters) = try monitor.wait { ring in
            try attempt(&ring).map { ($0, Self.takeReady(&ring)) }
        }
        for waiter in waiters { waiter.resume() }
        return result
    }

    private static func takeReady(_ ring: inout FrameRing) -> [CheckedContinuation<Void, Never>] {
        var ready: [CheckedContinuation<Void, Never>] = []
        if let producer = ring.producer, ring.failure != nil || ring.prepareInput() {
            ready.append(producer)
            ring.producer = nil
        }
        if let consumer = ring.consumer, ring.hasNext {
            ready.append(consumer)
            ring.consumer = nil
        }
        return ready
    }

    // MARK: Producer

    func fill(_ body: (inout OutputSpan<UInt8>) throws -> Void) throws {
        try fill(wait { try $0.lendInput() }, body)
    }

    /// - Precondition: The producer knows that there is room.
    func fillRoom(_ body: (inout OutputSpan<UInt8>) throws -> Void) throws {
        guard let buffer = try change({ try $0.lendInput() }) else {
            preconditionFailure("await makeRoom() before each fillRoom")
        }
        try fill(buffer, body)
    }

    private func fill(
        _ buffer: FrameBuffer, _ body: (inout OutputSpan<UInt8>) throws -> Void
    ) throws {
        defer { change { $0.takeBackInput() } }
        try buffer.fill(body)
    }

    func awaitRoom() async {
        await withCheckedContinuation { continuation in
            change { ring in
                precondition(ring.producer == nil, "one task at a time feeds a pipeline")
                ring.producer = continuation
            }
        }
    }

    func cut() {
        change { $0.cut() }
    }

    func close(atLeastOne: Bool) throws {
        try wait { ring in try ring.close(atLeastOne: atLeastOne) ? () : nil }
    }

    func fail(_ error: any Error) {
        change { $0.fail(error) }
    }

    // MARK: Workers

    /// Runs `process` over jobs until there are no more; an error it throws ends the pipeline.
    func work(
        _ process: (FrameBuffer, FrameBuffer) throws -> (plainCount: Int, isStored: Bool)
    ) {
        do {
            while case .job(let job) = try wait({ $0.takeJob() }) {
                let made = try process(job.input, job.output)
                change { $0.finish(job, plainCount: made.plainCount, isStored: made.isStored) }
            }
        } catch {
            fail(error)
        }
    }

    // MARK: Consumer

    func next() throws -> FrameRing.Delivery {
        try wait { try $0.takeNext() }
    }

    /// Nil when it is not finished yet.
    func takeNext() throws -> FrameRing.Delivery? {
        try change { try $0.takeNext() }
    }

    func awaitNext() async {
        await withCheckedContinuation { continuation in
            change { ring in
                precondition(ring.consumer == nil, "one task at a time drains a pipeline")
                ring.consumer = continuation
            }
        }
    }

    func takeBack(_ output: FrameBuffer) {
        change { $0.takeBackOutput(output) }
    }
}
