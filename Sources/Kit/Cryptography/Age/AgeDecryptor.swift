/// Decrypts one age file as its bytes arrive. Content is appended to the caller's buffer once it is
/// proved to be what was encrypted; nothing here grows with the file.
///
/// Only `finish` proves that the end is the end: until it returns, the content so far is genuine
/// and may be incomplete. After an error every further call throws that error again.
package struct AgeDecryptor: ~Copyable, Sendable {
    private let credential: AgeCredential
    private var headerReader = AgeHeaderReader()
    private var fileKey: AgeFileKey?
    private var nonce: [UInt8] = []
    private var payload: AgePayloadReader?
    private var failure: CryptographyError?

    package init(_ credential: AgeCredential) {
        self.credential = credential
    }

    /// Set once the header has been read.
    package var header: AgeHeader? { headerReader.header }

    /// With a passphrase, the call that completes the header takes as long as the header says;
    /// never on a loop's thread.
    package mutating func update(
        _ bytes: Span<UInt8>, into output: inout [UInt8]
    ) throws(CryptographyError) {
        if let failure { throw failure }
        do {
            try take(bytes, into: &output)
        } catch {
            failure = error
            throw error
        }
    }

    package mutating func update(
        _ bytes: [UInt8], into output: inout [UInt8]
    ) throws(CryptographyError) {
        try update(bytes.span, into: &output)
    }

    /// Appends the last of the content, or says how the file's end is wrong.
    package consuming func finish(into output: inout [UInt8]) throws(CryptographyError) {
        if let failure { throw failure }
        try headerReader.requireComplete()
        guard let payload = payload.take() else { throw .cutShort(after: 0) }
        try payload.finish(into: &output)
    }

    private mutating func take(
        _ bytes: Span<UInt8>, into output: inout [UInt8]
    ) throws(CryptographyError) {
        var position = 0
        if headerReader.header == nil {
            position = try headerReader.update(bytes)
            guard let header = headerReader.header else { return }
            fileKey = try header.fileKey(for: credential)
        }
        if nonce.count < AgePayload.nonceSize {
            let end = min(position + AgePayload.nonceSize - nonce.count, bytes.count)
            nonce.append(copying: bytes.extracting(position..<end))
            position = end
            guard nonce.count == AgePayload.nonceSize, let fileKey else { return }
            payload = AgePayloadReader(fileKey: fileKey, nonce: nonce)
        }
        try payload?.update(bytes.extracting(position...), into: &output)
    }
}
