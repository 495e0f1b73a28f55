internal import AgentProtocol
internal import Domain
internal import JSON
internal import Values

/// A key that archives are readable with.
struct KeyDocument: Sendable {
    let id: ID<KnownKey>
    let name: String
    let recipient: String
    let isKept: Bool
    let created: Timestamp

    static let schema = Schema<KeyDocument>.object(
        "Key", "A key that archives are readable with.",
        Field("id", \.id, .id()), Field("name", \.name, .field(Fields.keyName)),
        Field(
            "recipient", \.recipient, .text(1...200), "The half that encrypts, as age writes it."),
        Field("kept", \.isKept, .bool, "Whether the hub keeps the half that decrypts."),
        Field("created", \.created, .timestamp)
    ) { KeyDocument(id: $0, name: $1, recipient: $2, isKept: $3, created: $4) }
}

extension KeyDocument {
    init(_ key: KnownKey, isKept: Bool) {
        self.init(
            id: key.id, name: key.name, recipient: key.recipient, isKept: isKept,
            created: key.created)
    }
}

/// What makes a key.
struct KeyForm: Sendable {
    let name: String
    let recipient: String?

    static let schema = Schema<KeyForm>.object(
        "KeyForm", "What makes a key.",
        Field("name", \.name, .field(Fields.keyName)),
        Field(
            optional: "recipient", \.recipient, .field(Fields.recipient),
            "Of a key whose other half somebody keeps himself; a new one is made without it.")
    ) { KeyForm(name: $0, recipient: $1) }
}

/// A secret in the list of all.
struct SecretEntry: Sendable {
    /// What a secret belongs to.
    enum Kind: String, Sendable, CaseIterable {
        case vault, source, key, agent
    }

    let kind: Kind
    let owner: UUID
    let secret: SecretDocument

    static let schema = Schema<SecretEntry>.object(
        "SecretEntry", "A secret and what it belongs to.",
        Field("kind", \.kind, .choice),
        Field("owner", \.ownerID, .id(), "Its vault, source, key or agent."),
        Field("secret", \.secret, SecretDocument.schema)
    ) { SecretEntry(kind: $0, owner: $1.uuid, secret: $2) }

    private var ownerID: ID<SecretEntry> { ID(owner) }
}

extension SecretEntry {
    init(_ secret: StoredSecret) {
        let (kind, owner): (Kind, UUID) =
            switch secret.owner {
            case .vault(let id): (.vault, id.uuid)
            case .source(let id): (.source, id.uuid)
            case .key(let id): (.key, id.uuid)
            case .agent(let id): (.agent, id.uuid)
            }
        self.init(kind: kind, owner: owner, secret: SecretDocument(secret))
    }
}
