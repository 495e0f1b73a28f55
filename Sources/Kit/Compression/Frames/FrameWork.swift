/// What the workers of a pipeline do to each piece of content.
package enum FrameWork: Hashable, Sendable {
    /// Each piece becomes one zstd frame that is decoded without any other.
    case compress(level: ZstdLevel, probing: Probing)
    /// Each piece is one or more whole zstd frames and becomes their content.
    case decompress

    package enum Probing: Hashable, Sendable {
        /// Store what does not shrink; see `CompressibilityProbe`.
        case samples
        /// Compress everything.
        case none
    }

    func inputCapacity(frameSize: Int) -> Int {
        self == .decompress ? ZstdCompressor.bound(frameSize) : frameSize
    }

    func outputCapacity(frameSize: Int) -> Int {
        self == .decompress ? frameSize : ZstdCompressor.bound(frameSize)
    }

    /// The life of one worker: it makes its contexts once and reuses them for every frame.
    func run(on core: FramePipelineCore) {
        do {
            switch self {
            case .compress(let level, let probing):
                try compress(at: level, probing, on: core)
            case .decompress:
                try decompress(on: core)
            }
        } catch {
            core.fail(error)
        }
    }

    private func compress(
        at level: ZstdLevel, _ probing: Probing, on core: FramePipelineCore
    ) throws(CompressionError) {
        var compressor = try ZstdCompressor(level: level, search: .frames(at: level))
        var probe = try CompressibilityProbe()
        core.work { input, output throws(CompressionError) in
            try input.withBytes { content throws(CompressionError) in
                let isWorth = try probing == .none ? true : probe.isWorthCompressing(content)
                try output.fill { room throws(CompressionError) in
                    try compressor.compressFrame(
                        content, at: isWorth ? level : .stored, into: &room)
                }
                return (content.count, !isWorth)
            }
        }
    }

    private func decompress(on core: FramePipelineCore) throws(CompressionError) {
        var decompressor = try ZstdDecompressor()
        core.work { input, output throws(CompressionError) in
            try input.withBytes { content throws(CompressionError) in
                try output.fill { room throws(CompressionError) in
                    try decompressor.decompressFrames(
                        content, into: &room, atMost: room.freeCapacity)
                }
            }
            return (output.count, false)
        }
    }
}
