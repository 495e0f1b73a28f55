/// How an age file's content is cut up: chunks of 64 KiB, each sealed on its own under a nonce that
/// carries its number and whether it is the last.
package enum AgePayload {
    package static let chunkSize = 64 << 10
    package static let sealedChunkSize = chunkSize + ChaCha20Poly1305.tagSize
    /// Stands between the header and the first chunk.
    package static let nonceSize = 16
    static let tagSize = ChaCha20Poly1305.tagSize

    /// How many bytes of file follow the header for so much content.
    package static func sealedSize(of contentSize: Int64) -> Int64 {
        let size = Int64(chunkSize)
        let chunkCount = max(1, (contentSize + size - 1) / size)
        return Int64(nonceSize) + contentSize + chunkCount * Int64(tagSize)
    }
}
