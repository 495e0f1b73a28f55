import Testing
import Values

@testable import Cryptography

/// One age file, sound or wrong in one way, and what must come of it. The shapes are those that
/// the published test vectors (C2SP/CCTV, age) cover; the files are built here.
struct AgeVector: CustomTestStringConvertible, Sendable {
    enum Outcome: Equatable, Sendable {
        case content([UInt8])
        /// The failure's kind, and the content that was proved genuine before it.
        case failure(CryptographyError.Kind, released: [UInt8])
    }

    /// The identity that `AgeVectorFile` encrypts to unless told otherwise.
    static let identity = AgeIdentity.fixed(7)
    static let stranger = AgeIdentity.fixed(8)
    static let passphrase = AgePassphrase(Secret("password"), workFactor: 10)

    let name: String
    let bytes: [UInt8]
    let outcome: Outcome
    var credential = AgeCredential.identities([identity])

    init(_ name: String, _ outcome: Outcome, _ build: (inout AgeVectorFile) -> Void) {
        var file = AgeVectorFile()
        build(&file)
        self.name = name
        bytes = file.bytes
        self.outcome = outcome
    }

    static func sound(
        _ name: String, _ content: [UInt8] = AgeVectorFile.content,
        _ build: (inout AgeVectorFile) -> Void
    ) -> AgeVector {
        AgeVector(name, .content(content), build)
    }

    static func wrong(
        _ name: String, _ kind: CryptographyError.Kind, released: [UInt8] = [],
        _ build: (inout AgeVectorFile) -> Void
    ) -> AgeVector {
        AgeVector(name, .failure(kind, released: released), build)
    }

    func opened(with credential: AgeCredential) -> AgeVector {
        var copy = self
        copy.credential = credential
        return copy
    }

    var testDescription: String { name }
    /// Whether the `age` program can be asked too, without a terminal to type a passphrase on.
    var needsPassphrase: Bool { if case .passphrase = credential { true } else { false } }
}

/// Writes an age file line by line, as wrongly as a test wants it.
struct AgeVectorFile {
    static let content = Array("age".utf8)

    var bytes: [UInt8] = []
    var fileKey = Array("YELLOW SUBMARINE".utf8)
    private var cipher: ChaCha20Poly1305Box?
    private var index: UInt64 = 0

    private var key: AgeFileKey {
        guard let key = AgeFileKey(Secret(copying: fileKey.span).prefix(16)) else {
            preconditionFailure("a file key has 16 bytes")
        }
        return key
    }

    mutating func line(_ text: String) {
        bytes.append(contentsOf: "\(text)\n".utf8)
    }

    mutating func version() {
        line("age-encryption.org/v1")
    }

    /// Replaces the last line.
    mutating func editLastLine(_ edit: (String) -> String) {
        let text = String(decoding: bytes, as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let last = String(lines[lines.count - 2])
        lines.removeLast(2)
        bytes = Array((lines + [""]).joined(separator: "\n").utf8)
        line(edit(last))
    }

    mutating func body(_ body: [UInt8]) {
        let letters = Base64.unpadded.encode(body)
        var rest = Substring(letters)
        while rest.count >= 64 {
            line(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        line(String(rest))
    }

    mutating func x25519(
        _ identity: AgeIdentity = AgeVector.identity, share: [UInt8]? = nil,
        arguments: (String) -> [String] = { ["X25519", $0] }
    ) {
        let share = share ?? X25519.publicKey(of: Secret(copying: [UInt8].repeating(5, 32).span))
        line("-> " + arguments(Base64.unpadded.encode(share)).joined(separator: " "))
        let point = share.count == 32 ? share : Array(share.prefix(32))
        let shared =
            point.count == 32
            ? X25519.sharedSecret(of: identity.secret, with: point) : nil
        let key = HKDF.derive(
            from: shared ?? Secret(copying: [UInt8].repeating(0, 32).span),
            salt: share + identity.recipient.bytes,
            info: Array("age-encryption.org/v1/X25519".utf8))
        wrap(with: key)
    }

    mutating func scrypt(
        _ passphrase: String = "password", workFactor: Int = 10, saltSize: Int = 16,
        arguments: (String, String) -> [String] = { ["scrypt", $0, $1] }
    ) throws {
        let salt = [UInt8].repeating(9, saltSize)
        let words = arguments(Base64.unpadded.encode(salt), String(workFactor))
        line("-> " + words.joined(separator: " "))
        let label = Array("age-encryption.org/v1/scrypt".utf8)
        wrap(
            with: try Scrypt.derive(
                from: Secret(passphrase), salt: label + salt, workFactor: workFactor))
    }

    private mutating func wrap(with key: Secret) {
        var cipher = ChaCha20Poly1305(key: key, .sealing)
        var wrapped: [UInt8] = []
        cipher.seal(fileKey.span, nonce: .zero, into: &wrapped)
        body(wrapped)
    }

    mutating func code() {
        let code = key.headerCode(of: bytes + Array("---".utf8))
        line("--- " + Base64.unpadded.encode(code.bytes))
    }

    /// A header for `AgeVector.identity`.
    mutating func header() {
        version()
        x25519()
        code()
    }

    mutating func nonce() {
        let nonce = [UInt8].repeating(3, 16)
        cipher = ChaCha20Poly1305Box(key.payloadKey(nonce: nonce))
        bytes += nonce
    }

    mutating func chunk(_ content: [UInt8], isLast: Bool = false) {
        bytes += cipher?.seal(content, index: index, isLast: isLast) ?? []
        index += 1
    }

    mutating func payload(_ content: [UInt8] = content) {
        nonce()
        chunk(content, isLast: true)
    }
}

/// The cipher in a copyable box, since a test's file is a value.
private final class ChaCha20Poly1305Box {
    private var cipher: ChaCha20Poly1305

    init(_ key: Secret) {
        cipher = ChaCha20Poly1305(key: key, .sealing)
    }

    func seal(_ content: [UInt8], index: UInt64, isLast: Bool) -> [UInt8] {
        var sealed: [UInt8] = []
        cipher.seal(
            content.span, nonce: ChaCha20Poly1305.Nonce(index: index, isLast: isLast), into: &sealed
        )
        return sealed
    }
}

extension AgeIdentity {
    /// The identity whose 32 bytes are all the same.
    static func fixed(_ byte: UInt8) -> AgeIdentity {
        let secret = Secret(copying: [UInt8].repeating(byte, 32).span)
        do {
            return try AgeIdentity(Bech32.encode(secret, prefix: AgeIdentity.prefix))
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
