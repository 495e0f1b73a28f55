// docs/formats/audit.md

internal import Values

/// The SHA-256 of an event; shown as 64 hexadecimal digits.
package struct AuditHash: Hashable, Sendable, CustomStringConvertible {
    package static let byteCount = 32
    /// What the first event of a chain follows.
    package static let none = AuditHash(unchecked: Array(repeating: 0, count: byteCount))

    package let bytes: [UInt8]

    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var description: String { Hex.encode(bytes) }
}

/// SHA-256, handed in so that the rules know no cryptography library.
package typealias SHA256Function = @Sendable ([UInt8]) -> [UInt8]

/// The last link of a scope's chain.
package struct AuditHead: Hashable, Sendable {
    package let sequence: Int64
    package let hash: AuditHash

    package init(sequence: Int64, hash: AuditHash) {
        self.sequence = sequence
        self.hash = hash
    }

    package static let start = AuditHead(sequence: 0, hash: .none)
}

extension AuditEvent {
    package var head: AuditHead { AuditHead(sequence: sequence, hash: hash) }

    /// The event that follows `head` in its scope's chain.
    package init(_ draft: AuditDraft, after head: AuditHead, sha256: SHA256Function) {
        let sequence = head.sequence + 1
        let bytes = Self.canonical(draft, sequence: sequence, previousHash: head.hash)
        guard let hash = AuditHash(sha256(bytes)) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        self.init(draft: draft, sequence: sequence, previousHash: head.hash, hash: hash)
    }

    /// Whether the event is what was written, directly after `head`.
    package func follows(_ head: AuditHead, sha256: SHA256Function) -> Bool {
        self == AuditEvent(draft, after: head, sha256: sha256)
    }

    /// The bytes that are hashed: a version line, then each field as a netstring, so that no two
    /// events share an encoding.
    static func canonical(
        _ draft: AuditDraft, sequence: Int64, previousHash: AuditHash
    ) -> [UInt8] {
        let target = draft.target
        let fields = [
            draft.scope.text, String(sequence), String(draft.time.milliseconds),
            draft.actor.text, draft.actor.name, draft.action.rawValue,
            target.map { "\($0.kind):\($0.id)" } ?? "", target?.name ?? "", draft.address,
            draft.detail.text, previousHash.description,
        ]
        var bytes = Array("holdfast-audit-1\n".utf8)
        for field in fields {
            let content = Array(field.utf8)
            bytes += Array("\(content.count):".utf8) + content + [UInt8(ascii: ",")]
        }
        return bytes
    }
}

extension AuditScope {
    /// `hub`, or `tenant:` and the tenant's id.
    package var text: String {
        switch self {
        case .hub: "hub"
        case .tenant(let tenant): "tenant:\(tenant)"
        }
    }
}

extension AuditActor {
    /// `system`, or `user:` and the user's id.
    package var text: String {
        switch self {
        case .system: "system"
        case .user(let user, login: _): "user:\(user)"
        }
    }

    /// How the actor was called then; empty for the hub itself.
    package var name: String {
        switch self {
        case .system: ""
        case .user(_, let login): login
        }
    }
}
