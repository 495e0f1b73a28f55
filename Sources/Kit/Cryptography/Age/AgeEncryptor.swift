/// Encrypts one age file as its content arrives. What is ready is appended to the caller's buffer;
/// nothing here grows with the file.
///
/// A file whose encryption was not finished lacks its end, and every reader refuses it.
package struct AgeEncryptor: ~Copyable, Sendable {
    package let header: AgeHeader
    /// Opens this file and no other.
    package let fileKey: AgeFileKey

    private var sealer: AgeChunkSealer
    /// The header and the nonce, until they are written.
    private var head: [UInt8]
    /// The last full chunk is held back, because only the end tells whether it is the last.
    private var pending: [UInt8] = []

    package init(to recipients: [AgeRecipient]) throws(CryptographyError) {
        let fileKey = AgeFileKey.random()
        self.init(
            header: try AgeHeader(wrapping: fileKey, for: recipients), fileKey: fileKey)
    }

    /// Stretches the passphrase first; never on a loop's thread.
    package init(with passphrase: AgePassphrase) throws(CryptographyError) {
        let fileKey = AgeFileKey.random()
        self.init(
            header: try AgeHeader(wrapping: fileKey, with: passphrase), fileKey: fileKey)
    }

    private init(header: AgeHeader, fileKey: AgeFileKey) {
        self.header = header
        self.fileKey = fileKey
        let nonce = SecureRandom.bytes(AgePayload.nonceSize)
        head = header.encoded + nonce
        sealer = AgeChunkSealer(fileKey: fileKey, nonce: nonce)
        pending.reserveCapacity(AgePayload.chunkSize)
    }

    /// Appends the ciphertext of the chunks that are now known not to be the last.
    package mutating func update(_ content: Span<UInt8>, into output: inout [UInt8]) {
        writeHead(into: &output)
        var position = 0
        if !pending.isEmpty {
            position = min(AgePayload.chunkSize - pending.count, content.count)
            pending.append(copying: content.extracting(first: position))
            guard position < content.count else { return }
            sealer.seal(pending, isLast: false, into: &output)
            pending.removeAll(keepingCapacity: true)
        }
        while content.count - position > AgePayload.chunkSize {
            let end = position + AgePayload.chunkSize
            sealer.seal(content.extracting(position..<end), isLast: false, into: &output)
            position = end
        }
        pending.append(copying: content.extracting(position...))
    }

    package mutating func update(_ content: [UInt8], into output: inout [UInt8]) {
        update(content.span, into: &output)
    }

    /// Appends the last chunk.
    package consuming func finish(into output: inout [UInt8]) {
        writeHead(into: &output)
        sealer.seal(pending, isLast: true, into: &output)
    }

    private mutating func writeHead(into output: inout [UInt8]) {
        guard !head.isEmpty else { return }
        output.append(contentsOf: head)
        head = []
    }
}

/// Seals one chunk after the other. Not private: whoever stores an encryptor needs its layout, and
/// the linker would not find that of a private type.
struct AgeChunkSealer: ~Copyable, Sendable {
    private var cipher: ChaCha20Poly1305
    private var index: UInt64 = 0

    init(fileKey: AgeFileKey, nonce: [UInt8]) {
        cipher = ChaCha20Poly1305(key: fileKey.payloadKey(nonce: nonce), .sealing)
    }

    mutating func seal(_ chunk: Span<UInt8>, isLast: Bool, into output: inout [UInt8]) {
        cipher.seal(
            chunk, nonce: ChaCha20Poly1305.Nonce(index: index, isLast: isLast), into: &output)
        index += 1
    }

    mutating func seal(_ chunk: [UInt8], isLast: Bool, into output: inout [UInt8]) {
        seal(chunk.span, isLast: isLast, into: &output)
    }
}

extension [UInt8] {
    mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
