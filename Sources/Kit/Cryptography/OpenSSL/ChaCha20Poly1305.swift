internal import COpenSSL

/// Authenticated encryption of many short messages under one key, with one context and no
/// allocation per message (RFC 8439).
///
/// Sendable because the context has one owner and does not mind which thread it is used on.
@safe struct ChaCha20Poly1305: ~Copyable, @unchecked Sendable {
    static let keySize = 32
    static let tagSize = 16

    enum Direction { case sealing, opening }

    private let context: OpaquePointer
    private let direction: Direction

    init(key: Secret, _ direction: Direction) {
        precondition(key.count == Self.keySize)
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            preconditionFailure("out of memory")
        }
        unsafe self.context = unsafe context
        self.direction = direction
        let cipher = unsafe OpenSSL.chaCha20Poly1305.pointer
        let result = unsafe key.withPointer { key in
            switch direction {
            case .sealing: unsafe EVP_EncryptInit_ex2(context, cipher, key, nil, nil)
            case .opening: unsafe EVP_DecryptInit_ex2(context, cipher, key, nil, nil)
            }
        }
        OpenSSL.require(result, "EVP_CipherInit_ex2")
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// Appends the ciphertext and its tag.
    mutating func seal(_ plaintext: Span<UInt8>, nonce: Nonce, into output: inout [UInt8]) {
        precondition(direction == .sealing)
        let size = plaintext.count + Self.tagSize
        output.append(addingCapacity: size) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                unsafe plaintext.withUnsafeBufferPointer { input in
                    guard let start = buffer.baseAddress else { return }
                    unsafe seal(input, nonce: nonce, to: start + initialized)
                    initialized += size
                }
            }
        }
    }

    private func seal(
        _ input: UnsafeBufferPointer<UInt8>, nonce: Nonce, to output: UnsafeMutablePointer<UInt8>
    ) {
        var written: Int32 = 0
        var result = unsafe nonce.withPointer {
            unsafe EVP_EncryptInit_ex2(context, nil, nil, $0, nil)
        }
        OpenSSL.require(result, "EVP_EncryptInit_ex2")
        if let start = input.baseAddress, input.count > 0 {
            result = unsafe EVP_EncryptUpdate(context, output, &written, start, Int32(input.count))
            OpenSSL.require(result, "EVP_EncryptUpdate")
        }
        let tag = unsafe output + input.count
        result = unsafe EVP_EncryptFinal_ex(context, tag, &written)
        OpenSSL.require(result, "EVP_EncryptFinal_ex")
        result = unsafe EVP_CIPHER_CTX_ctrl(
            context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagSize), tag)
        OpenSSL.require(result, "EVP_CTRL_AEAD_GET_TAG")
    }

    /// Appends the plaintext, or nothing and answers false when a byte, the nonce or the key is
    /// not that of the sealing.
    mutating func open(
        _ sealed: Span<UInt8>, nonce: Nonce, into output: inout [UInt8]
    ) -> Bool {
        precondition(direction == .opening)
        guard sealed.count >= Self.tagSize else { return false }
        let size = sealed.count - Self.tagSize
        var isAuthentic = false
        // One byte more than needed, so that an empty message has an address too.
        output.append(addingCapacity: size + 1) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                unsafe sealed.withUnsafeBufferPointer { input in
                    guard let start = buffer.baseAddress, let input = input.baseAddress
                    else { return }
                    let plaintext = unsafe start + initialized
                    isAuthentic = unsafe open(input, size: size, nonce: nonce, to: plaintext)
                    if isAuthentic {
                        initialized += size
                    } else {
                        // What the cipher wrote before it saw the tag belongs to nobody.
                        unsafe OPENSSL_cleanse(plaintext, size)
                    }
                }
            }
        }
        return isAuthentic
    }

    private func open(
        _ input: UnsafePointer<UInt8>, size: Int, nonce: Nonce,
        to output: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        var written: Int32 = 0
        var result = unsafe nonce.withPointer {
            unsafe EVP_DecryptInit_ex2(context, nil, nil, $0, nil)
        }
        OpenSSL.require(result, "EVP_DecryptInit_ex2")
        // The control call takes the tag as a mutable pointer and only reads it.
        let tag = unsafe UnsafeMutablePointer(mutating: input + size)
        result = unsafe EVP_CIPHER_CTX_ctrl(
            context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagSize), tag)
        OpenSSL.require(result, "EVP_CTRL_AEAD_SET_TAG")
        if size > 0 {
            result = unsafe EVP_DecryptUpdate(context, output, &written, input, Int32(size))
            OpenSSL.require(result, "EVP_DecryptUpdate")
        }
        guard unsafe EVP_DecryptFinal_ex(context, output + size, &written) == 1 else {
            OpenSSL.forgetErrors()
            return false
        }
        return true
    }
}

extension ChaCha20Poly1305 {
    /// Twelve bytes: a message's number, big endian in the first eleven, and a flag in the last.
    struct Nonce {
        private let bytes: InlineArray<12, UInt8>

        static let zero = Nonce(index: 0, isLast: false)

        init(index: UInt64, isLast: Bool) {
            var bytes = InlineArray<12, UInt8>(repeating: 0)
            for position in 0..<8 {
                bytes[10 - position] = UInt8(truncatingIfNeeded: index >> UInt64(8 * position))
            }
            bytes[11] = isLast ? 1 : 0
            self.bytes = bytes
        }

        func withPointer<Result>(_ body: (UnsafePointer<UInt8>?) -> Result) -> Result {
            unsafe bytes.span.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
        }
    }
}
