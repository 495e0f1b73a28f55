/// Opens single chunks of one age file and says what is wrong with those that do not open.
struct AgeChunkOpener: ~Copyable, Sendable {
    enum Outcome {
        case opened
        /// The bytes are whole, but say the opposite about being the last chunk. They were
        /// appended.
        case misplaced
        case refused
    }

    enum Place { case last, notLast }

    private var cipher: ChaCha20Poly1305

    init(fileKey: AgeFileKey, nonce: [UInt8]) {
        precondition(nonce.count == AgePayload.nonceSize)
        cipher = ChaCha20Poly1305(key: fileKey.payloadKey(nonce: nonce), .opening)
    }

    mutating func open(
        _ sealed: Span<UInt8>, index: UInt64, as place: Place, into output: inout [UInt8]
    ) -> Outcome {
        if open(sealed, index: index, isLast: place == .last, into: &output) { return .opened }
        // Trying the other flag costs only files that are refused anyway, and tells a file that
        // was cut or added to from one that was changed.
        let isWhole = sealed.count == AgePayload.sealedChunkSize
        guard isWhole, open(sealed, index: index, isLast: place != .last, into: &output) else {
            return .refused
        }
        return .misplaced
    }

    private mutating func open(
        _ sealed: Span<UInt8>, index: UInt64, isLast: Bool, into output: inout [UInt8]
    ) -> Bool {
        cipher.open(
            sealed, nonce: ChaCha20Poly1305.Nonce(index: index, isLast: isLast), into: &output)
    }
}

extension CryptographyError {
    static func chunkDamaged(_ index: UInt64) -> CryptographyError {
        let start = index * UInt64(AgePayload.chunkSize)
        return CryptographyError(
            .damaged, "the age file is damaged in the 64 KiB of content that start at \(start)")
    }

    static func lastChunkDamaged(_ index: UInt64) -> CryptographyError {
        let start = index * UInt64(AgePayload.chunkSize)
        return CryptographyError(
            .damaged, "the age file is damaged or cut short after \(start) bytes of content")
    }

    static func cutShort(after contentSize: UInt64) -> CryptographyError {
        CryptographyError(
            .truncated, "the age file is cut short after \(contentSize) bytes of content")
    }

    static let followedByMore = CryptographyError(
        .damaged, "the age file is followed by bytes that do not belong to it")

    static let emptyLastChunk = CryptographyError(
        .damaged, "the age file ends with an empty chunk, which no encryptor writes")
}
