internal import Cron
internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What somebody says who wants a machine backed up: as little as there is to say.
struct ProtectForm: Sendable {
    /// A new folder on the machine itself, among the vaults to choose from.
    static let newVault = "new"
    /// A new vault on the hub's own disk, among them too.
    static let hubVault = "hub"
    static let standardPlace = "/var/backups/holdfast"

    var values: FormValues

    init(_ values: FormValues) {
        self.values = values
    }

    /// What most people want.
    init(
        agent: Agent?, vault: String, place: String?, zone: String, _ words: ProtectWords
    ) {
        values = FormValues([
            "agent": agent?.id.description ?? "",
            "name": agent.map { words.sourceName($0.name) } ?? "",
            "vault": vault, "place": place ?? Self.standardPlace,
            "preset": SchedulePreset.nightly.rawValue, "zone": zone,
            "keep": KeepPreset.usual.rawValue,
        ])
    }

    /// One folder of a machine that may have a source already: that one has the other name.
    mutating func suggest(_ path: String, on agent: Agent, _ words: ProtectWords) {
        values["paths"] = path
        values["name"] = words.sourceName(agent.name, path)
    }

    var agent: ID<Agent>? { ID(values["agent"]) }
    var schedule: SchedulePreset { .init(rawValue: values["preset"]) ?? .nightly }
    var keep: KeepPreset { .init(rawValue: values["keep"]) ?? .usual }
    var vault: ID<KnownVault>? { ID(values["vault"]) }

    func time(_ trouble: inout FormTrouble, _ words: FieldWords) -> ScheduleTime? {
        do {
            return try ScheduleTime(
                cron: schedule.cron ?? "0 2 * * *", zone: String(values["zone"].trimmingBlanks))
        } catch {
            trouble.add(words.unreadable(error.message), to: "zone")
            return nil
        }
    }

    /// - Parameter taken: What vaults are called already.
    func destination(
        on agent: Agent, besides taken: Set<String>, _ words: ProtectWords
    ) -> FirstBackup.Destination {
        if let vault { return .known(vault) }
        var cadence = MaintenanceCadence(zone: String(values["zone"].trimmingBlanks))
        cadence.checkPercent = 5
        let isHubs = values["vault"] == Self.hubVault
        var form = VaultForm(kind: isHubs ? .hub : .folder, zone: cadence.zone)
        form.values["name"] =
            isHubs
            ? words.hubVaultName(
                of: taken.contains(words.hubVaultName(of: nil)) ? agent.name : nil)
            : words.vaultName(agent.name)
        form.values["place"] = values["place"]
        form.values["owner"] = agent.id.description
        form.values["keeper"] = agent.id.description
        var ignored = FormTrouble()
        return .new(form.draft(&ignored, Words.in(words.language)))
    }

    func wish(
        on agent: Agent, at time: ScheduleTime, into destination: FirstBackup.Destination,
        _ words: Words
    ) -> FirstBackup.Wish {
        FirstBackup.Wish(
            vault: destination,
            source: SourceDraft(
                name: values["name"], place: .agent(agent.id),
                configuration: .files(FilesConfiguration(paths: values.lines("paths"))),
                vaults: [], retention: SourceRetention(rules: keep.rules)),
            schedule: ScheduleDraft(
                name: words.protect.scheduleName(
                    words.schedules.preset(schedule), values["name"]),
                time: time, sources: [], jitter: .seconds(15 * 60)))
    }

    static func fields(_ words: Words) -> [FieldSpec] {
        [
            FieldSpec(
                "paths", words.sources.paths, .lines(rows: 4), hint: words.protect.pathsHint,
                picking: .several)
        ]
    }

    /// How the domain's fields are called in the form.
    static let fieldNames = SourceForm.fieldNames.merging([
        Fields.vaultName.name: "name", Fields.place.name: "place", Fields.timeZone.name: "zone",
    ]) { $1 }
}
