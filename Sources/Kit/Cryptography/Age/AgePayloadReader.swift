/// Opens the chunks of a payload as they arrive.
struct AgePayloadReader: ~Copyable, Sendable {
    private var opener: AgeChunkOpener
    /// One whole sealed chunk is held back, because only the end tells whether it is the last.
    private var pending: [UInt8] = []
    private var index: UInt64 = 0

    init(fileKey: AgeFileKey, nonce: [UInt8]) {
        opener = AgeChunkOpener(fileKey: fileKey, nonce: nonce)
        pending.reserveCapacity(AgePayload.sealedChunkSize)
    }

    mutating func update(
        _ bytes: Span<UInt8>, into output: inout [UInt8]
    ) throws(CryptographyError) {
        var position = 0
        if !pending.isEmpty {
            position = min(AgePayload.sealedChunkSize - pending.count, bytes.count)
            pending.append(copying: bytes.extracting(first: position))
            guard position < bytes.count else { return }
            try opener.openNext(pending, index: &index, into: &output)
            pending.removeAll(keepingCapacity: true)
        }
        while bytes.count - position > AgePayload.sealedChunkSize {
            let end = position + AgePayload.sealedChunkSize
            try opener.openNext(bytes.extracting(position..<end), index: &index, into: &output)
            position = end
        }
        pending.append(copying: bytes.extracting(position...))
    }

    consuming func finish(into output: inout [UInt8]) throws(CryptographyError) {
        guard pending.count >= AgePayload.tagSize else {
            throw .cutShort(after: index * UInt64(AgePayload.chunkSize))
        }
        guard index == 0 || pending.count > AgePayload.tagSize else { throw .emptyLastChunk }
        try opener.openLast(pending, index: index, into: &output)
    }
}

extension AgeChunkOpener {
    fileprivate mutating func openNext(
        _ sealed: Span<UInt8>, index: inout UInt64, into output: inout [UInt8]
    ) throws(CryptographyError) {
        switch open(sealed, index: index, as: .notLast, into: &output) {
        case .opened: index += 1
        case .misplaced: throw .followedByMore
        case .refused: throw .chunkDamaged(index)
        }
    }

    fileprivate mutating func openNext(
        _ sealed: [UInt8], index: inout UInt64, into output: inout [UInt8]
    ) throws(CryptographyError) {
        try openNext(sealed.span, index: &index, into: &output)
    }

    fileprivate mutating func openLast(
        _ sealed: [UInt8], index: UInt64, into output: inout [UInt8]
    ) throws(CryptographyError) {
        switch open(sealed.span, index: index, as: .last, into: &output) {
        case .opened: return
        case .misplaced: throw .cutShort(after: (index + 1) * UInt64(AgePayload.chunkSize))
        case .refused: throw .lastChunkDamaged(index)
        }
    }
}
