package import Domain
package import Values

/// A vault as somebody describes it who wants a new one.
package struct VaultDraft: Sendable {
    package var name: String
    package var format: KnownVault.Format
    /// As in `file:/srv/backups`; a folder has an owner, everything else has none.
    package var place: String
    package var owner: ID<Agent>?
    package var agents: Set<ID<Agent>>?
    package var keeper: ID<Agent>?
    /// To whom an archive is readable. Where nothing says so, to the tenant's own key.
    package var keys: [ID<KnownKey>]
    package var cadence: MaintenanceCadence
    package var cap: DeletionCap
    package var copies: [CopyRule]
    package var quota: ByteCount?
    package var bandwidth: Bandwidth
    package var secrets: SecretWishes

    package init(
        name: String, format: KnownVault.Format, place: String, owner: ID<Agent>? = nil,
        agents: Set<ID<Agent>>? = nil, keeper: ID<Agent>? = nil, keys: [ID<KnownKey>] = [],
        cadence: MaintenanceCadence = MaintenanceCadence(), cap: DeletionCap = DeletionCap(),
        copies: [CopyRule] = [], quota: ByteCount? = nil, bandwidth: Bandwidth = .unbounded,
        secrets: SecretWishes = [:]
    ) {
        self.name = name
        self.format = format
        self.place = place
        self.owner = owner
        self.agents = agents
        self.keeper = keeper
        self.keys = keys
        self.cadence = cadence
        self.cap = cap
        self.copies = copies
        self.quota = quota
        self.bandwidth = bandwidth
        self.secrets = secrets
    }
}

/// What is to be other about a vault.
package struct VaultEdit: Sendable {
    package var name = Change<String>.keep
    /// Where it is reached from now on; what lies there has to be the same vault.
    package var place = Change<String>.keep
    package var agents = Change<Set<ID<Agent>>?>.keep
    package var keeper = Change<ID<Agent>?>.keep
    package var cadence = Change<MaintenanceCadence>.keep
    package var cap = Change<DeletionCap>.keep
    package var copies = Change<[CopyRule]>.keep
    package var quota = Change<ByteCount?>.keep
    package var bandwidth = Change<Bandwidth>.keep
    package var secrets: SecretWishes = [:]

    package init() {}

    func apply(to vault: inout KnownVault) {
        name.apply(to: &vault.name)
        place.apply(to: &vault.place)
        agents.apply(to: &vault.agents)
        keeper.apply(to: &vault.keeper)
        cadence.apply(to: &vault.cadence)
        cap.apply(to: &vault.cap)
        copies.apply(to: &vault.copies)
        quota.apply(to: &vault.quota)
        bandwidth.apply(to: &vault.bandwidth)
    }

    /// What the audit log tells.
    var facts: [AuditDetail.Fact] {
        var facts: [AuditDetail.Fact] = []
        func note(_ name: String, _ value: String?) {
            if let value { facts.append(AuditDetail.Fact(name: name, value: value)) }
        }
        note("name", name.new)
        note("place", place.new)
        note(
            "agents",
            agents.new.map {
                $0.map { $0.map(\.description).sorted().joined(separator: " ") } ?? "all"
            })
        note("keeper", keeper.new.map { $0?.description ?? "nobody" })
        note("cadence", cadence.new?.summary)
        note(
            "copies",
            copies.new.map { rules in
                rules.isEmpty
                    ? "none" : rules.map(\.target.description).joined(separator: " ")
            })
        note("cap", cap.new.map { "\($0.count) or \($0.percent) %" })
        note("quota", quota.new.map { $0?.exactText ?? "none" })
        note("upload", bandwidth.new.map { $0.upload?.exactText ?? "none" })
        note("download", bandwidth.new.map { $0.download?.exactText ?? "none" })
        return facts + secrets.facts
    }
}

extension MaintenanceCadence {
    /// As in `forget @daily, check 0 4 * * SUN (5 %), UTC`.
    fileprivate var summary: String {
        let works = Self.kinds.compactMap { kind in
            expression(for: kind).map { expression in
                let share = kind == .check ? " (\(checkPercent) %)" : ""
                return "\(kind.rawValue) \(expression)\(share)"
            }
        }
        return ((works.isEmpty ? ["never"] : works) + [zone]).joined(separator: ", ")
    }
}
