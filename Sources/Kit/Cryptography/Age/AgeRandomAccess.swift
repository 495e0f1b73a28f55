/// Decrypts any part of an age file's content from the part of the file that holds it.
///
/// The caller reads: first enough of the start for `AgeHeaderReader` and the nonce, then whatever
/// `layout` says about the content it wants. The end of the content counts as proved once the last
/// chunk has been opened.
package struct AgeRandomAccess: ~Copyable, Sendable {
    package let layout: AgePayloadLayout
    /// Whether `layout` is what the encryptor wrote, not merely what the file's size suggests.
    package private(set) var isEndProved = false
    private var opener: AgeChunkOpener

    /// `nonce` is the 16 bytes at the layout's `nonceRange`.
    package init(fileKey: AgeFileKey, nonce: [UInt8], layout: AgePayloadLayout) {
        opener = AgeChunkOpener(fileKey: fileKey, nonce: nonce)
        self.layout = layout
    }

    /// Appends the content of chunk `index`, whose sealed bytes are exactly those at the layout's
    /// `fileRange`. Chunks may be opened in any order and more than once.
    package mutating func open(
        chunk index: Int64, _ sealed: Span<UInt8>, into output: inout [UInt8]
    ) throws(CryptographyError) {
        let range = layout.fileRange(of: index..<(index + 1))
        guard sealed.count == range.count else {
            throw .cutShort(after: UInt64(index) * UInt64(AgePayload.chunkSize))
        }
        let start = output.count
        let isLast = index == layout.chunkCount - 1
        let outcome = opener.open(
            sealed, index: UInt64(index), as: isLast ? .last : .notLast, into: &output)
        switch outcome {
        case .opened:
            isEndProved = isEndProved || isLast
        case .misplaced:
            // Whole, but the file around it is not: a reader of parts must not go on.
            output.removeSubrange(start...)
            throw isLast
                ? .cutShort(after: UInt64(index + 1) * UInt64(AgePayload.chunkSize))
                : .followedByMore
        case .refused:
            throw isLast ? .lastChunkDamaged(UInt64(index)) : .chunkDamaged(UInt64(index))
        }
    }
}
