internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubDoor
internal import JSON
internal import Store

/// What makes a request safe to send twice, and a change safe against the changes of others.
enum Precondition {
    static let idempotencyKey = HeaderParameter(
        "Idempotency-Key",
        Schema<String>.text(
            IdempotencyKey.lengths,
            TextRule(pattern: "^[!-~]+$", expected: "visible ASCII without blanks") {
                $0.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            }),
        "The same for every try of one request: what it makes is made once. Kept for a day.")

    static let version = HeaderParameter(
        "If-Match",
        Schema<Int64>.string(
            format: nil, pattern: "^\"[1-9][0-9]{0,17}\"$", expected: "a version in quotes",
            parse: { text in
                guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count > 2 else {
                    return nil
                }
                return Int64(text.dropFirst().dropLast())
            }, print: { "\"\($0)\"" }),
        "The version that was read: with another one nothing is changed (`version_moved`).")

    static let creating = [idempotencyKey.description]
    static let changing = [version.description]

    /// The version as the tag of an answer.
    static func fields(of version: Int64) -> HTTPFields {
        ["ETag": EntityTag(String(version)).description]
    }
}

extension Authorised where Outer == Call {
    /// The version that whoever changes something has read; nil where they do not say.
    var version: Int64? {
        get throws { try self[Precondition.version] }
    }

    /// What makes this request and another one with the same key one request.
    /// - Parameter form: What is asked for, without its secrets.
    func idempotencyKey<Form>(
        for form: Form, _ schema: Schema<Form>
    ) throws -> IdempotencyKey? {
        guard let text = try self[Precondition.idempotencyKey] else { return nil }
        let digest = SHA256.hash(
            Array("\(request.path)\n".utf8) + schema.encode(form))
        return IdempotencyKey(text, digest: digest.bytes)
    }

    /// The same for a request that its path says all of.
    func idempotencyKey() throws -> IdempotencyKey? {
        guard let text = try self[Precondition.idempotencyKey] else { return nil }
        return IdempotencyKey(
            text, digest: SHA256.hash(Array("\(request.path)\n".utf8)).bytes)
    }
}
