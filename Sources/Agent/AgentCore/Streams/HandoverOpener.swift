// docs/formats/handover.md

internal import AgentProtocol
internal import Cryptography
internal import Domain
internal import Host
internal import Values

/// Opens what another machine sealed to this one, and hands on only what it proved to be from
/// there. One task after the other uses it.
final class HandoverOpener: @unchecked Sendable {
    // `@unchecked Sendable`: pieces come one after the other, from whoever takes them.

    private final class Output {
        let descriptor: FileDescriptor

        init(_ descriptor: consuming FileDescriptor) {
            self.descriptor = descriptor
        }
    }

    let nonce = SecureRandom.bytes(Handover.nonceSize)
    private let run: ID<Run>
    private let hasContent: Bool
    private let sender: [UInt8]
    private let keys: [BoxPrivateKey]
    private var output: Output?
    private var preamble: [UInt8] = []
    private var decryptor: AgeDecryptor?

    init(
        of arrival: Arrival, for run: ID<Run>, hasContent: Bool, _ identity: AgentIdentity,
        into output: consuming FileDescriptor
    ) {
        self.run = run
        self.hasContent = hasContent
        sender = arrival.signing
        keys = identity.boxKeys
        self.output = Output(output)
    }

    /// Takes what came next. Blocks.
    func write(_ piece: [UInt8]) throws {
        guard decryptor == nil else { return try open(piece) }
        preamble += piece
        guard let rest = try begin() else { return }
        try open(rest)
    }

    /// Proves that nothing was cut off at the end. Blocks.
    func finish() throws {
        var clear: [UInt8] = []
        guard let last = decryptor.take() else { throw Self.changed }
        do {
            try last.finish(into: &clear)
        } catch {
            throw Self.changed
        }
        try send(clear)
    }

    /// Nothing more comes.
    func close() {
        output = nil
    }

    /// - Returns: What came behind the beginning; nil where it is not there yet.
    private func begin() throws -> [UInt8]? {
        let title = HandoverSeal.title
        let known = min(preamble.count, title.count)
        guard preamble.prefix(known).elementsEqual(title.prefix(known)) else { throw Self.forged }
        guard preamble.count >= title.count + 2 else { return nil }
        let size = Int(preamble[title.count]) << 8 | Int(preamble[title.count + 1])
        guard size <= HandoverSeal.boxMax else { throw Self.forged }
        let start = title.count + 2
        let end = start + size + HandoverSeal.signatureSize
        guard preamble.count >= end else { return nil }
        let box = Array(preamble[start..<start + size])
        let signature = Array(preamble[start + size..<end])
        decryptor = AgeDecryptor(.identities([try identity(box, signature)]))
        defer { preamble = [] }
        return Array(preamble[end...])
    }

    private func identity(_ box: [UInt8], _ signature: [UInt8]) throws -> AgeIdentity {
        let key = keys.first { key in
            let handover = Handover(
                run: run, sealing: key.publicKey.bytes, nonce: nonce, hasContent: hasContent)
            return VerifyingKey(bytes: sender)?
                .verifies(signature, of: handover.statement(box: box)) ?? false
        }
        guard let key else { throw Self.forged }
        do {
            return try AgeIdentity(try SealedBox.open(box, with: key))
        } catch {
            throw Self.forged
        }
    }

    private func open(_ piece: [UInt8]) throws {
        var clear: [UInt8] = []
        do {
            try decryptor?.update(piece, into: &clear)
        } catch {
            throw Self.changed
        }
        try send(clear)
    }

    private func send(_ clear: [UInt8]) throws {
        guard !clear.isEmpty else { return }
        try output?.descriptor.write(unsafe clear.span.bytes, path: "the stream")
    }

    private static let forged = Refused(
        code: "stream_forged",
        "What came is not from the machine that was to send it; nothing of it was used.")
    private static let changed = Refused(
        code: "stream_changed",
        "What came was changed or cut off on its way; nothing was used from there on.")
}
