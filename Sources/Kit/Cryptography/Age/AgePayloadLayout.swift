/// Where the chunks of an age file lie, by arithmetic on its size alone.
///
/// A size can be wrong: a shortened file has a layout too. It is proved once the last chunk has
/// been opened in its place.
package struct AgePayloadLayout: Hashable, Sendable {
    package let headerSize: Int64
    package let contentSize: Int64
    package let chunkCount: Int64

    /// Of a file whose header takes up the first `headerSize` bytes.
    package init(fileSize: Int64, headerSize: Int64) throws(CryptographyError) {
        let sealed = fileSize - headerSize - Int64(AgePayload.nonceSize)
        guard headerSize > 0, sealed >= Int64(AgePayload.tagSize) else {
            throw .cutShort(after: 0)
        }
        let whole = Int64(AgePayload.sealedChunkSize)
        let chunkCount = (sealed - 1) / whole + 1
        let last = sealed - (chunkCount - 1) * whole
        guard last >= Int64(AgePayload.tagSize) else {
            throw .cutShort(after: UInt64(chunkCount - 1) * UInt64(AgePayload.chunkSize))
        }
        guard chunkCount == 1 || last > Int64(AgePayload.tagSize) else { throw .emptyLastChunk }
        self.headerSize = headerSize
        self.chunkCount = chunkCount
        contentSize = sealed - chunkCount * Int64(AgePayload.tagSize)
    }

    /// Where in the file the payload's nonce lies.
    package var nonceRange: Range<Int64> {
        headerSize..<(headerSize + Int64(AgePayload.nonceSize))
    }

    /// The chunks that hold this part of the content; none for an empty one.
    package func chunks(covering content: Range<Int64>) -> Range<Int64> {
        precondition(content.lowerBound >= 0 && content.upperBound <= contentSize)
        guard !content.isEmpty else { return 0..<0 }
        let size = Int64(AgePayload.chunkSize)
        return (content.lowerBound / size)..<((content.upperBound - 1) / size + 1)
    }

    /// Which part of the content these chunks hold.
    package func contentRange(of chunks: Range<Int64>) -> Range<Int64> {
        precondition(chunks.lowerBound >= 0 && chunks.upperBound <= chunkCount)
        let size = Int64(AgePayload.chunkSize)
        return min(
            chunks.lowerBound * size, contentSize)..<min(
                chunks.upperBound * size, contentSize)
    }

    /// Where in the file these chunks lie.
    package func fileRange(of chunks: Range<Int64>) -> Range<Int64> {
        precondition(chunks.lowerBound >= 0 && chunks.upperBound <= chunkCount)
        let size = Int64(AgePayload.sealedChunkSize)
        let end = nonceRange.upperBound + contentSize + chunkCount * Int64(AgePayload.tagSize)
        let first = nonceRange.upperBound
        return min(
            first + chunks.lowerBound * size, end)..<min(
                first + chunks.upperBound * size, end)
    }
}
