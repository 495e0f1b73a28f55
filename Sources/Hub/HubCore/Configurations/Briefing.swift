internal import AgentProtocol
internal import Cryptography
internal import Domain
internal import Store
internal import Values

/// What one agent is told of sources and vaults: their descriptions, and the secrets that it needs
/// for its work and no others.
struct Briefing {
    /// What is done with a vault.
    enum Work {
        /// Backups: nothing that was stored can be read with what is told.
        case storing
        /// Restores, checks and drills.
        case reading
        /// What takes something away, for the keeper alone.
        case deleting
    }

    /// How secrets are told.
    struct Telling: Sendable {
        /// To the agent.
        let hand: @Sendable (StoredSecret) throws -> SealedSecret
        let text: @Sendable (_ text: String, _ name: SecretName) throws -> SealedSecret
        /// For what is a text of the description itself.
        let reveal: @Sendable (StoredSecret) throws -> String
    }

    /// Who is told.
    let agent: ID<Agent>
    let telling: Telling
    let keys: [KnownKey]
    let secrets: [StoredSecret]
    /// What it signs in with at vaults on the hub's own disk.
    let pass: @Sendable (KnownVault) -> HostedPasses.Pass

    func vault(_ vault: KnownVault, for work: Work) throws -> ConfiguredVault {
        var told: [SecretName: SealedSecret] = [:]
        // Those for who deletes come first, and stand in the place of the everyday ones.
        let own = secrets.filter { $0.owner == .vault(vault.id) }
        for secret in own.sorted(by: { $0.purpose.rawValue < $1.purpose.rawValue }) {
            switch (secret.purpose, work) {
            case (.use, .storing) where secret.name == .identity: continue
            case (.use, _) where told[secret.name] != nil: continue
            case (.delete, .storing), (.delete, .reading): continue
            case (.use, .deleting) where secret.name == .identity: continue
            default: told[secret.name] = try telling.hand(secret)
            }
        }
        try tellKeys(of: vault, for: work, &told)
        if vault.isHosted {
            let pass = pass(vault)
            told[.accessKey] = try telling.text(pass.name, .accessKey)
            told[.secretKey] = try telling.text(pass.secret.revealed(), .secretKey)
        }
        return ConfiguredVault(
            id: vault.id, format: vault.format, place: vault.place,
            secrets: told.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value),
            bandwidth: vault.bandwidth, isCounted: vault.isCounted(by: agent))
    }

    /// An archive's recipients; and who reads gets the halves that decrypt.
    private func tellKeys(
        of vault: KnownVault, for work: Work, _ told: inout [SecretName: SealedSecret]
    ) throws {
        let recipients = vault.keys.compactMap { id in keys.first { $0.id == id }?.recipient }
        if !recipients.isEmpty, told[.recipients] == nil {
            told[.recipients] = try telling.text(
                recipients.joined(separator: "\n"), .recipients)
        }
        guard work == .reading, told[.identity] == nil else { return }
        let identities = try vault.keys.compactMap { id in
            try secrets.first { $0.owner == .key(id) && $0.name == .identity }
                .map(telling.reveal)
        }
        if !identities.isEmpty {
            told[.identity] = try telling.text(
                identities.joined(separator: "\n"), .identity)
        }
    }

    func source(_ source: Source) throws -> ConfiguredSource {
        var source = source
        let own = secrets.filter { $0.owner == .source(source.id) }
        try source.hooks.take(from: own, telling.reveal)
        if source.hooks.isEmpty, case .agent(let agent) = source.place {
            try source.hooks.take(
                from: secrets.filter { $0.owner == .agent(agent) }, telling.reveal)
        }
        let told = try own.filter { !SecretName.ofAgents.contains($0.name) }.map(telling.hand)
        return ConfiguredSource(source, secrets: told)
    }
}

extension Hooks {
    /// The commands among the secrets of a source, or of a machine.
    mutating func take(
        from secrets: [StoredSecret], _ reveal: (StoredSecret) throws -> String
    ) rethrows {
        for secret in secrets {
            switch secret.name {
            case .hookBefore: before = try reveal(secret)
            case .hookAfter: after = try reveal(secret)
            default: break
            }
        }
    }
}

extension Briefing.Telling {
    /// To an agent, with what it can open.
    static func to(_ agent: Agent, by desk: SecretDesk) -> Self {
        Self(
            hand: { try desk.hand($0, to: agent) },
            text: { try desk.hand(Secret($0), as: $1, to: agent) },
            reveal: { try desk.open($0).revealed() })
    }

    /// The same by the names of the secrets: equal where nothing is other.
    static let marks = Self(
        hand: { SealedSecret(name: $0.name.rawValue, box: $0.id.uuid.bytes) },
        text: { SealedSecret(name: $1.rawValue, box: Array($0.utf8)) },
        reveal: { "\($0.id)" })
}

extension Briefing.Work {
    init(_ kind: RunKind) {
        switch kind {
        // What is copied goes as it lies.
        case .backup, .initialize, .unlock, .copy, .update: self = .storing
        case .restore, .drill, .check, .export: self = .reading
        case .forget, .prune, .delete: self = .deleting
        }
    }
}
