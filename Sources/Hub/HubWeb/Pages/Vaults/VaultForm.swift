internal import Cron
internal import Cryptography
internal import Domain
internal import HubCore
internal import Values

/// A vault as somebody describes it in a form.
struct VaultForm: Sendable {
    /// Whether all agents reach it, those of later days as well, or those that are ticked.
    static let everyone = "every"
    static let chosen = "chosen"
    static let passphrase = "passphrase"
    /// Ticked where those who delete are to sign in as everybody does.
    static let oneCredential = "one_credential"
    static let cadences = ["", "@daily", "@weekly", "@monthly"]

    var kind: PlaceKind
    var values: FormValues

    /// For a new one: what most people want.
    init(kind: PlaceKind, zone: String) {
        self.kind = kind
        values = FormValues([
            "format": KnownVault.Format.repository.rawValue, "forget": "@daily",
            "reach": Self.everyone,
            "prune": "@weekly", "check": "@weekly", "check_percent": "5", "zone": zone,
            "cap_count": "\(DeletionCap().count)", "cap_percent": "\(DeletionCap().percent)",
        ])
    }

    init(kind: PlaceKind, _ values: FormValues) {
        self.kind = kind
        self.values = values
    }

    init(_ vault: KnownVault) {
        kind = PlaceKind(place: vault.place)
        let common = [
            "name": vault.name, "format": vault.format.rawValue,
            "owner": vault.owner?.description ?? "",
            "keeper": vault.keeper?.description ?? "",
            "reach": vault.agents == nil ? Self.everyone : Self.chosen,
            "forget": vault.cadence.forget?.text ?? "",
            "prune": vault.cadence.prune?.text ?? "", "check": vault.cadence.check?.text ?? "",
            "drill": vault.cadence.drill?.text ?? "",
            "check_percent": "\(vault.cadence.checkPercent)", "zone": vault.cadence.zone,
            "cap_count": "\(vault.cap.count)", "cap_percent": "\(vault.cap.percent)",
            "quota": vault.quota?.exactText ?? "",
            "upload": vault.bandwidth.upload?.exactText ?? "",
            "download": vault.bandwidth.download?.exactText ?? "",
        ]
        values = FormValues(common.merging(kind.values(of: vault.place)) { $1 })
        values[all: "agents"] = Set(vault.agents?.map(\.description) ?? [])
    }

    var format: KnownVault.Format { .init(rawValue: values["format"]) ?? .repository }
    var owner: ID<Agent>? { kind == .folder ? ID(values["owner"]) : nil }
    var keeper: ID<Agent>? { ID(values["keeper"]) }

    /// Who reaches it. The form says which agents it offers: any other stays as it is, so that a
    /// fleet may be larger than a form.
    func agents(instead old: Set<ID<Agent>>? = nil) -> Set<ID<Agent>>? {
        guard kind != .folder else { return old }
        switch values["reach"] {
        case Self.everyone: return nil
        case Self.chosen: return Set(values.chosen("agents", instead: Array(old ?? [])))
        default: return old
        }
    }

    /// Whether agents are ticked, and it is for every agent all the same.
    var ticksInVain: Bool {
        kind != .folder && values["reach"] == Self.everyone && !ids("agents").isEmpty
    }

    /// Where a credential for deleting is typed although the box says that there is to be none.
    var typedInVain: String? {
        guard values.isOn(Self.oneCredential) else { return nil }
        return kind.deletingSecrets.first { values.text($0.field) != nil }?.field
    }

    /// Those that the form has to offer besides the fleet's first: what it offered before, or who
    /// reaches the vault now.
    func choosable(_ countMax: Int) -> [ID<Agent>?] {
        let offered = ids(OfferField.offered)
        return (offered.isEmpty ? ids("agents") : offered).map(\.description).sorted()
            .prefix(countMax).map { ID($0) }
    }

    private func ids(_ field: String) -> Set<ID<Agent>> {
        Set(values.list(field).flatMap { $0.split(separator: " ") }.compactMap { ID($0) })
    }

    /// When it is looked after; what is no expression is complained about.
    func cadence(_ trouble: inout FormTrouble, _ words: FieldWords) -> MaintenanceCadence {
        let zone = String(values["zone"].trimmingBlanks)
        var cadence = MaintenanceCadence(zone: zone.isEmpty ? "UTC" : zone)
        func read(_ field: String) -> CronExpression? {
            guard let text = values.text(field) else { return nil }
            do {
                return try CronExpression(text)
            } catch {
                trouble.add(words.unreadable(error.message), to: field)
                return nil
            }
        }
        cadence.forget = read("forget")
        cadence.prune = read("prune")
        cadence.check = read("check")
        cadence.drill = read("drill")
        cadence.checkPercent = Int(values["check_percent"].trimmingBlanks) ?? 0
        return cadence
    }

    /// How much the keep rules may take within a day; what is no number breaks the rule for it.
    func cap(instead usual: DeletionCap = DeletionCap()) -> DeletionCap {
        let number = { (field: String, usual: Int) in
            values.text(field).map { Int($0.trimmingBlanks) ?? 0 } ?? usual
        }
        return DeletionCap(
            count: number("cap_count", usual.count),
            percent: number("cap_percent", usual.percent))
    }

    /// How much it is meant to hold, and how fast agents go there; an empty field bounds nothing.
    func quota(_ trouble: inout FormTrouble, _ words: VaultWords) -> ByteCount? {
        size(Fields.quota, &trouble, words)
    }

    func bandwidth(_ trouble: inout FormTrouble, _ words: VaultWords) -> Bandwidth {
        Bandwidth(
            upload: size(Fields.upload, &trouble, words),
            download: size(Fields.download, &trouble, words))
    }

    private func size(
        _ rule: NumberRule, _ trouble: inout FormTrouble, _ words: VaultWords
    ) -> ByteCount? {
        let text = values[rule.name].trimmingBlanks
        guard !text.isEmpty else { return nil }
        guard let size = ByteCount(text: text) else {
            trouble.add(words.sizeUnreadable, to: rule.name)
            return nil
        }
        let least = ByteCount(rule.range.lowerBound)
        if size < least { trouble.add(words.sizeTooSmall(least.exactText), to: rule.name) }
        return size
    }

    /// Those that are never shown again.
    func secretFields(_ words: VaultWords) -> [String] {
        (kind.fields(words) + kind.deletingFields(words)).filter(\.isSecret).map(\.name)
            + [Self.passphrase]
    }

    /// What was typed of the vault's secrets; a field that was left empty changes nothing.
    var secrets: SecretWishes {
        var wishes: SecretWishes = [:]
        for (field, name) in kind.secrets {
            if let text = values.text(field) { wishes[SecretSlot(name: name)] = Secret(text) }
        }
        if format == .repository, let text = values.text(Self.passphrase) {
            wishes[SecretSlot(name: .passphrase)] = Secret(text)
        }
        if values.isOn(Self.oneCredential) {
            for name in SecretName.credentials {
                wishes[SecretSlot(purpose: .delete, name: name)] = .some(nil)
            }
        }
        for (field, name) in kind.deletingSecrets {
            guard let text = values.text(field) else { continue }
            wishes[SecretSlot(purpose: .delete, name: name)] = Secret(text)
        }
        return wishes
    }

    func draft(_ trouble: inout FormTrouble, _ words: Words) -> VaultDraft {
        VaultDraft(
            name: values["name"], format: format, place: kind.place(values), owner: owner,
            agents: agents(), keeper: keeper, keys: values.list("keys").compactMap { ID($0) },
            cadence: cadence(&trouble, words.field), cap: cap(),
            quota: quota(&trouble, words.vaults), bandwidth: bandwidth(&trouble, words.vaults),
            secrets: secrets)
    }

    func edit(
        of vault: KnownVault, _ trouble: inout FormTrouble, _ words: Words
    ) -> VaultEdit {
        var edit = VaultEdit()
        edit.name = .set(values["name"])
        edit.place = .set(kind.place(values, instead: vault.place))
        let reached = agents(instead: vault.agents)
        if reached != vault.agents { edit.agents = .set(reached) }
        edit.keeper = .set(keeper)
        edit.cadence = .set(cadence(&trouble, words.field))
        edit.cap = .set(cap(instead: vault.cap))
        let (quota, bandwidth) = (
            quota(&trouble, words.vaults), bandwidth(&trouble, words.vaults)
        )
        if quota != vault.quota { edit.quota = .set(quota) }
        if bandwidth != vault.bandwidth { edit.bandwidth = .set(bandwidth) }
        edit.secrets = secrets
        return edit
    }

    /// How the domain's fields are called in the form.
    var fieldNames: [String: String] {
        [
            Fields.vaultName.name: "name", Fields.place.name: kind.addressField,
            Fields.checkPercent.name: "check_percent", Fields.timeZone.name: "zone",
            Fields.capCount.name: "cap_count", Fields.capPercent.name: "cap_percent",
        ]
    }
}
