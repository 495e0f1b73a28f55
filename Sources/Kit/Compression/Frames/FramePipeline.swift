internal import Host

/// Compresses or decompresses a stream in pieces, on several threads, keeping the order.
///
/// One side feeds it, the other takes finished frames; between them lies a ring of a fixed number
/// of buffers, so a slow taker holds up the feeder and memory does not depend on the stream:
/// buffers of a frame's size, `workers + 2` for what goes in and one less for what comes out.
/// Feeding and taking happen at the same time, on two threads or tasks: with one for both, the ring
/// fills up and everybody waits.
///
/// Threads that may block call `fill`, `write` and `next`; tasks `await makeRoom()` before each
/// `fillRoom` and take with `nextFrame()`. Once anything fails, and after `cancel`, every call on
/// either side throws that error. A pipeline that is let go of is cancelled.
package final class FramePipeline: Sendable {
    /// 4 MiB frames cost 0.6 % of size against one stream and let one file be read out of an
    /// archive by decoding one or two of them.
    package static let standardFrameSize = 4 << 20
    /// What the seek table can say, with room to spare; larger pieces gain nothing.
    package static let frameSizeMax = 256 << 20
    /// A bound against typing errors, well above the cores of any machine we run on.
    package static let workersMax = 256
    /// Inputs beyond one per worker: one being filled and one waiting.
    private static let spareInputs = 2
    /// Outputs beyond one per worker: the one being drained.
    private static let spareOutputs = 1

    private let core: FramePipelineCore
    private let work: FrameWork

    package init(
        _ work: FrameWork, workers: Int, frameSize: Int = standardFrameSize
    ) throws(CompressionError) {
        precondition((1...Self.workersMax).contains(workers), "workers are between 1 and 256")
        precondition((1...Self.frameSizeMax).contains(frameSize), "frames are at most 256 MiB")
        core = FramePipelineCore(
            inputs: (0..<workers + Self.spareInputs).map { _ in
                FrameBuffer(capacity: work.inputCapacity(frameSize: frameSize))
            },
            outputs: (0..<workers + Self.spareOutputs).map { _ in
                FrameBuffer(capacity: work.outputCapacity(frameSize: frameSize))
            })
        self.work = work
        do throws(CompressionError) {
            for _ in 0..<workers {
                try Self.startWorker { [core] in work.run(on: core) }
            }
        } catch {
            // Those that did start would wait for ever.
            core.fail(error)
            throw error
        }
    }

    deinit {
        cancel()
    }

    // MARK: Feeding

    /// Lends the free rest of the current frame, so that a file can be read straight into it.
    /// A frame is sent on its way when it is full. Blocks while no buffer is free.
    package func fill(_ body: (inout OutputSpan<UInt8>) throws -> Void) throws {
        try core.fill(body)
    }

    /// Copies `bytes` in, over as many frames as it takes.
    package func write(_ bytes: Span<UInt8>) throws {
        var taken = 0
        while taken < bytes.count {
            try fill { room in
                let count = min(room.freeCapacity, bytes.count - taken)
                bytes.extracting(taken..<taken + count).copy(into: &room)
                taken += count
            }
        }
    }

    /// As `fill`, for tasks: never blocks, but only comes after `makeRoom`.
    package func fillRoom(_ body: (inout OutputSpan<UInt8>) throws -> Void) throws {
        try core.fillRoom(body)
    }

    /// Suspends until there is room to fill. Cancelling the task cancels the pipeline.
    package func makeRoom() async throws {
        try await cancellable { await core.awaitRoom() }
    }

    /// Ends the current frame here; without anything in it this does nothing.
    package func cut() {
        core.cut()
    }

    /// Sends the last frame on its way. No more input is taken. Compressing nothing gives one
    /// empty frame, since no bytes at all are not a zstd file.
    package func finish() throws {
        try core.close(atLeastOne: work != .decompress)
    }

    // MARK: Taking

    /// The next frame in order, nil after the last. Blocks until it is finished.
    package func next() throws -> Frame? {
        frame(of: try core.next())
    }

    /// The same without blocking the thread. Cancelling the task cancels the pipeline.
    package func nextFrame() async throws -> Frame? {
        while true {
            try await cancellable { await core.awaitNext() }
            if let delivery = try core.takeNext() { return frame(of: delivery) }
        }
    }

    private func frame(of delivery: FrameRing.Delivery) -> Frame? {
        switch delivery {
        case .frame(let finished): Frame(finished, of: core)
        case .end: nil
        }
    }

    // MARK: Giving up

    /// Stops the work; both sides get `error` from their next call, or from the one they wait in.
    package func cancel(_ error: any Error = CompressionError(.cancelled, "frame pipeline")) {
        core.fail(error)
    }

    private func cancellable(_ wait: () async -> Void) async throws {
        await withTaskCancellationHandler {
            await wait()
        } onCancel: {
            cancel()
        }
    }
}

extension FramePipeline {
    /// A thread of its own: compressing would hold up Swift's own pool, which has one thread per
    /// core for everything.
    private static func startWorker(
        _ body: @escaping @Sendable () -> Void
    ) throws(CompressionError) {
        do throws(SystemError) {
            try HostThread.start(name: "frames", role: .blocking, body).detach()
        } catch {
            throw CompressionError(.outOfMemory, "worker thread", detail: "error \(error.code)")
        }
    }
}
