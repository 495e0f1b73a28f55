/// One finished frame. It holds one of the pipeline's few buffers until it is gone, so whoever
/// keeps frames holds up the pipeline: that is the back-pressure.
package struct Frame: ~Copyable, Sendable {
    /// The place in the order in which the content was given, from 0.
    package let index: Int
    /// Bytes that went in.
    package let plainCount: Int
    /// The probe found nothing to gain, so the content is in the frame as it was.
    package let isStored: Bool

    private let buffer: FrameBuffer
    private let core: FramePipelineCore

    init(_ finished: FrameRing.Finished, of core: FramePipelineCore) {
        index = finished.index
        plainCount = finished.plainCount
        isStored = finished.isStored
        buffer = finished.output
        self.core = core
    }

    deinit {
        core.takeBack(buffer)
    }

    /// Bytes that came out.
    package var count: Int { buffer.count }

    package borrowing func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try buffer.withBytes(body)
    }
}
