package import Values

/// What a secret is for, by the words that agents know too. docs/formats/agent-protocol.md lists
/// them.
package enum SecretName: String, Hashable, Sendable, CaseIterable {
    case password
    case accessKey = "access_key"
    case secretKey = "secret_key"
    case sessionToken = "session_token"
    /// Signs in over SSH, as `ssh-keygen` writes it; a `passphrase` beside it opens it.
    case privateKey = "private_key"
    case passphrase
    case recipients
    case identity
    /// Signs the archives of a source, on whichever machine they are made; made by the hub.
    case signingKey = "signing_key"
    /// The commands around a backup: whoever reads them often reads a password.
    case hookBefore = "hook_before"
    case hookAfter = "hook_after"

    /// Those that sign in somewhere, and so may be others for those who delete.
    package static let credentials: Set<SecretName> = [
        .password, .accessKey, .secretKey, .sessionToken,
    ]
    package static let ofVaults = credentials.union([.passphrase, .recipients, .identity])
    package static let ofSources: Set<SecretName> = [
        .password, .privateKey, .passphrase, .signingKey, .hookBefore, .hookAfter,
    ]
    package static let ofKeys: Set<SecretName> = [.identity]
    package static let ofAgents: Set<SecretName> = [.hookBefore, .hookAfter]
}

/// Whose it is.
package enum SecretOwner: Hashable, Sendable {
    case vault(ID<KnownVault>)
    case source(ID<Source>)
    case key(ID<KnownKey>)
    case agent(ID<Agent>)

    /// What its secrets may be called.
    package var names: Set<SecretName> {
        switch self {
        case .vault: SecretName.ofVaults
        case .source: SecretName.ofSources
        case .key: SecretName.ofKeys
        case .agent: SecretName.ofAgents
        }
    }
}

/// What it may be used for.
package enum SecretPurpose: String, Hashable, Sendable, CaseIterable {
    /// The daily work.
    case use
    /// To take something away: it travels to the vault's keeper alone, for one run.
    case delete
}

/// A secret as the store has it: sealed under the master key, and bound to its place by its id.
package struct StoredSecret: Hashable, Sendable, CustomStringConvertible {
    package let id: ID<StoredSecret>
    package let tenant: ID<Tenant>
    package let owner: SecretOwner
    package let purpose: SecretPurpose
    package let name: SecretName
    package let sealed: [UInt8]
    package let changed: Timestamp

    package init(
        id: ID<StoredSecret>, tenant: ID<Tenant>, owner: SecretOwner,
        purpose: SecretPurpose = .use, name: SecretName, sealed: [UInt8], changed: Timestamp
    ) {
        self.id = id
        self.tenant = tenant
        self.owner = owner
        self.purpose = purpose
        self.name = name
        self.sealed = sealed
        self.changed = changed
    }

    /// There is one of these for an owner.
    package var slot: SecretSlot { SecretSlot(purpose: purpose, name: name) }

    /// What it is sealed for: nothing else that is sealed can be put in its place.
    package var context: [UInt8] { Self.context(of: id) }

    package static func context(of id: ID<StoredSecret>) -> [UInt8] {
        Array("secrets/\(id)/sealed".utf8)
    }

    package var description: String { "\(name.rawValue) ‹sealed›" }
}

/// Which of its owner's secrets one is.
package struct SecretSlot: Hashable, Sendable {
    package let purpose: SecretPurpose
    package let name: SecretName

    package init(purpose: SecretPurpose = .use, name: SecretName) {
        self.purpose = purpose
        self.name = name
    }
}

/// What of an owner's secrets is to change; the rest stays.
package struct SecretEdit: Hashable, Sendable {
    /// In the place of what is in the same slot.
    package var put: [StoredSecret]
    package var remove: Set<SecretSlot>

    package init(put: [StoredSecret] = [], remove: Set<SecretSlot> = []) {
        self.put = put
        self.remove = remove
    }

    package var isEmpty: Bool { put.isEmpty && remove.isEmpty }
}
