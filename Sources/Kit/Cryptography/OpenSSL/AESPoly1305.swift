internal import COpenSSL

/// AES-256 in counter mode with a Poly1305-AES tag, as repositories seal everything: sixteen random
/// bytes, the ciphertext, the tag over the ciphertext. Many messages under one key, with contexts
/// that are made once.
///
/// Sendable because the contexts have one owner and do not mind which thread they are used on.
@safe package struct AESPoly1305: ~Copyable, @unchecked Sendable {
    package static let cipherKeySize = 32
    package static let blockKeySize = 16
    package static let nonceKeySize = 16
    package static let ivSize = 16
    package static let tagSize = 16
    /// What sealing adds.
    package static let overhead = ivSize + tagSize
    /// Lent at once: fits into a core's own cache.
    private static let pieceSize = 128 << 10

    private let cipher: OpaquePointer
    private let block: OpaquePointer
    private let mac: OpaquePointer
    /// `r`, and after it what AES makes of the message's first bytes: the one-time key.
    private let oneTimeKey: UnsafeMutablePointer<UInt8>

    /// - Parameters:
    ///   - cipherKey: 32 bytes for AES-256.
    ///   - blockKey: `k`, 16 bytes for the AES of the tag.
    ///   - nonceKey: `r`, 16 bytes; Poly1305 itself clears the bits that must be clear.
    package init(cipherKey: Secret, blockKey: Secret, nonceKey: Secret) {
        precondition(
            cipherKey.count == Self.cipherKeySize && blockKey.count == Self.blockKeySize
                && nonceKey.count == Self.nonceKeySize, "keys of 32, 16 and 16 bytes")
        guard let cipher = unsafe EVP_CIPHER_CTX_new(), let block = unsafe EVP_CIPHER_CTX_new(),
            let mac = unsafe EVP_MAC_CTX_new(OpenSSL.poly1305.pointer)
        else { preconditionFailure("out of memory") }
        unsafe (self.cipher, self.block, self.mac) = unsafe (cipher, block, mac)
        unsafe oneTimeKey = .allocate(capacity: Self.nonceKeySize + Self.ivSize)
        unsafe oneTimeKey.initialize(repeating: 0, count: Self.nonceKeySize + Self.ivSize)
        unsafe nonceKey.withPointer { [oneTimeKey] in
            unsafe oneTimeKey.update(from: $0, count: Self.nonceKeySize)
        }
        var result = unsafe cipherKey.withPointer {
            unsafe EVP_EncryptInit_ex2(cipher, OpenSSL.aes256Counter.pointer, $0, nil, nil)
        }
        OpenSSL.require(result, "EVP_EncryptInit_ex2")
        result = unsafe blockKey.withPointer {
            unsafe EVP_EncryptInit_ex2(block, OpenSSL.aes128Block.pointer, $0, nil, nil)
        }
        OpenSSL.require(result, "EVP_EncryptInit_ex2")
        unsafe EVP_CIPHER_CTX_set_padding(block, 0)
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(cipher)
        unsafe EVP_CIPHER_CTX_free(block)
        unsafe EVP_MAC_CTX_free(mac)
        unsafe OPENSSL_cleanse(oneTimeKey, Self.nonceKeySize + Self.ivSize)
        unsafe oneTimeKey.deallocate()
    }

    /// Seals in place: of `message`, the first 16 bytes become random, the last 16 the tag, and the
    /// plaintext between them the ciphertext.
    package mutating func seal(_ message: inout MutableSpan<UInt8>) {
        precondition(message.count >= Self.overhead, "a message has room for what sealing adds")
        let count = message.count - Self.overhead
        unsafe message.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe SecureRandom.fill(start, count: Self.ivSize)
            let text = unsafe start + Self.ivSize
            unsafe crypt(text, count: count, iv: start, to: text)
            unsafe authenticate(text, count: count, iv: start, to: text + count)
        }
    }

    /// Appends the plaintext, or nothing and answers false when a byte or the key is not that of
    /// the sealing. Nothing is decrypted before the tag has been found right.
    package mutating func open(_ sealed: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        guard isAuthentic(sealed) else { return false }
        let count = sealed.count - Self.overhead
        output.append(addingCapacity: count) { room in
            unsafe room.withUnsafeMutableBufferPointer { buffer, initialized in
                unsafe sealed.withUnsafeBufferPointer { input in
                    guard let start = input.baseAddress, let end = buffer.baseAddress, count > 0
                    else { return }
                    unsafe crypt(
                        start + Self.ivSize, count: count, iv: start, to: end + initialized)
                    initialized += count
                }
            }
        }
        return true
    }

    /// Lends the plaintext piece by piece, 128 KiB at most each, so that it is never there as a
    /// whole; nothing, and the answer is false, when a byte or the key is not that of the sealing.
    /// - Parameter room: Where the pieces lie, one after the other; reused by the next call.
    package mutating func open(
        _ sealed: Span<UInt8>, through room: inout [UInt8], _ body: (Span<UInt8>) throws -> Void
    ) throws -> Bool {
        guard isAuthentic(sealed) else { return false }
        let end = sealed.count - Self.tagSize
        unsafe sealed.withUnsafeBufferPointer { unsafe begin($0.baseAddress) }
        var position = Self.ivSize
        while position < end {
            let count = min(end - position, Self.pieceSize)
            room.removeAll(keepingCapacity: true)
            room.append(addingCapacity: count) { free in
                unsafe free.withUnsafeMutableBufferPointer { buffer, initialized in
                    unsafe sealed.withUnsafeBufferPointer { input in
                        guard let from = input.baseAddress, let to = buffer.baseAddress else {
                            return
                        }
                        unsafe continueCrypting(from + position, count: count, to: to)
                        initialized = count
                    }
                }
            }
            try body(room.span)
            position += count
        }
        return true
    }

    /// Whether every byte is as it was sealed, under this key.
    package mutating func isAuthentic(_ sealed: Span<UInt8>) -> Bool {
        guard sealed.count >= Self.overhead else { return false }
        let count = sealed.count - Self.overhead
        return unsafe sealed.withUnsafeBufferPointer { input in
            guard let start = input.baseAddress else { return false }
            return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.tagSize) {
                guard let tag = $0.baseAddress else { return false }
                let text = unsafe start + Self.ivSize
                unsafe authenticate(text, count: count, iv: start, to: tag)
                return unsafe CRYPTO_memcmp(tag, text + count, Self.tagSize) == 0
            }
        }
    }

    /// Counter mode is the same both ways.
    private func crypt(
        _ input: UnsafePointer<UInt8>, count: Int, iv: UnsafePointer<UInt8>,
        to output: UnsafeMutablePointer<UInt8>
    ) {
        unsafe begin(iv)
        unsafe continueCrypting(input, count: count, to: output)
    }

    private func begin(_ iv: UnsafePointer<UInt8>?) {
        let result = unsafe EVP_EncryptInit_ex2(cipher, nil, nil, iv, nil)
        OpenSSL.require(result, "EVP_EncryptInit_ex2")
    }

    private func continueCrypting(
        _ input: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>
    ) {
        var done = 0
        while done < count {
            // OpenSSL counts in 32 bits.
            let piece = min(count - done, 1 << 30)
            var written: Int32 = 0
            let result = unsafe EVP_EncryptUpdate(
                cipher, output + done, &written, input + done, Int32(piece))
            OpenSSL.require(result, "EVP_EncryptUpdate")
            done += piece
        }
    }

    private func authenticate(
        _ text: UnsafePointer<UInt8>, count: Int, iv: UnsafePointer<UInt8>,
        to tag: UnsafeMutablePointer<UInt8>
    ) {
        var written: Int32 = 0
        var result = unsafe EVP_EncryptUpdate(
            block, oneTimeKey + Self.nonceKeySize, &written, iv, Int32(Self.ivSize))
        OpenSSL.require(result, "EVP_EncryptUpdate")
        result = unsafe EVP_MAC_init(mac, oneTimeKey, Self.nonceKeySize + Self.ivSize, nil)
        OpenSSL.require(result, "EVP_MAC_init")
        result = unsafe EVP_MAC_update(mac, text, count)
        OpenSSL.require(result, "EVP_MAC_update")
        var size = 0
        result = unsafe EVP_MAC_final(mac, tag, &size, Self.tagSize)
        OpenSSL.require(result, "EVP_MAC_final")
    }
}
