// docs/formats/handover.md

internal import AgentProtocol
internal import Cryptography
internal import Values

/// Seals what is sent to another machine. What opens it exists for this stream alone, and in a box
/// that nobody but that machine opens: the hub in between sees no name and no content, and cannot
/// make anything up, since it does not know to whom the rest is sealed.
///
/// One task after the other uses it.
final class HandoverSealer: @unchecked Sendable {
    // `@unchecked Sendable`: pieces are asked for one after the other, by whoever sends them.

    private var encryptor: AgeEncryptor?
    private var preamble: [UInt8]

    init(for handover: Handover, by key: SigningKey) throws {
        guard let machine = BoxPublicKey(bytes: handover.sealing) else {
            preconditionFailure("the message's schema has the length of a key")
        }
        let identity = AgeIdentity.random()
        let box = try SealedBox.seal(identity.encoded, to: machine)
        preamble = HandoverSeal.title
        preamble += [UInt8(box.count >> 8), UInt8(box.count & 255)]
        preamble += box + key.sign(handover.statement(box: box))
        encryptor = try AgeEncryptor(to: [identity.recipient])
    }

    /// The next piece to send, from the next piece there is; nil at the end.
    func seal(_ next: () throws -> [UInt8]?) throws -> [UInt8]? {
        var output = preamble
        preamble = []
        while output.isEmpty {
            guard let piece = try next() else {
                guard let last = encryptor.take() else { return nil }
                last.finish(into: &output)
                return output
            }
            encryptor?.update(piece, into: &output)
        }
        return output
    }
}
