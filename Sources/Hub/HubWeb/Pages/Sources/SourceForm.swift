internal import Domain
internal import HubCore
internal import Values

/// A source as somebody describes it in a form.
struct SourceForm: Sendable {
    /// Where a machine with no agent is read from.
    static let pool = "pool"

    var kind: SourceKind
    var values: FormValues

    /// For a new one: what most people want.
    init(kind: SourceKind, agent: String = "") {
        self.kind = kind
        let common = [
            "agent": agent, "overlap": OverlapPolicy.reject.rawValue,
            "issues": IssueRule.warn.rawValue, "enabled": "on", "keep_daily": "7",
            "keep_weekly": "4", "keep_monthly": "12",
        ]
        values = FormValues(common.merging(kind.defaults) { $1 })
    }

    init(kind: SourceKind, _ values: FormValues) {
        self.kind = kind
        self.values = values
    }

    init(_ source: Source) {
        kind = source.configuration.kind
        var fields = source.configuration.values
        fields["name"] = source.name
        fields["overlap"] = source.overlap.rawValue
        fields["issues"] = source.issueRule.rawValue
        fields["enabled"] = source.isEnabled ? "on" : ""
        fields["before"] = source.hooks.before ?? ""
        fields["after"] = source.hooks.after ?? ""
        switch source.place {
        case .agent(let agent): fields["agent"] = agent.description
        case .pool: fields["agent"] = Self.pool
        }
        values = FormValues(fields)
        values.setKept(source.retention.rules)
        values[all: "vaults"] = Set(source.vaults.map(\.description))
    }

    var place: SourcePlace? {
        if values["agent"] == Self.pool { return .pool }
        return ID<Agent>(values["agent"]).map { .agent($0) }
    }

    /// What the form asks about of retention, with the rest as it was.
    func retention(
        instead old: SourceRetention, _ trouble: inout FormTrouble, _ words: SourceWords
    ) -> SourceRetention {
        var retention = old
        retention.rules = values.kept(instead: old.rules, &trouble, words)
        return retention
    }

    var hooks: Hooks { Hooks(before: values.text("before"), after: values.text("after")) }

    func draft(
        on place: SourcePlace, _ trouble: inout FormTrouble, _ words: SourceWords,
        mayHook: Bool
    ) -> SourceDraft {
        SourceDraft(
            name: values["name"], place: place,
            configuration: kind.configuration(values, instead: nil, &trouble, words),
            vaults: values.chosen("vaults"),
            retention: retention(instead: SourceRetention(), &trouble, words),
            overlap: OverlapPolicy(rawValue: values["overlap"]) ?? .reject,
            issueRule: IssueRule(rawValue: values["issues"]) ?? .warn,
            hooks: mayHook ? hooks : Hooks(), isEnabled: values.isOn("enabled"),
            secrets: kind.secrets(values))
    }

    func edit(
        of source: Source, _ trouble: inout FormTrouble, _ words: SourceWords, mayHook: Bool
    ) -> SourceEdit {
        var edit = SourceEdit()
        edit.name = .set(values["name"])
        edit.configuration = .set(
            kind.configuration(values, instead: source.configuration, &trouble, words))
        edit.vaults = .set(values.chosen("vaults", instead: source.vaults))
        edit.retention = .set(retention(instead: source.retention, &trouble, words))
        edit.overlap = .set(OverlapPolicy(rawValue: values["overlap"]) ?? source.overlap)
        edit.issueRule = .set(IssueRule(rawValue: values["issues"]) ?? source.issueRule)
        edit.isEnabled = .set(values.isOn("enabled"))
        edit.secrets = kind.secrets(values)
        let before = (source.hooks.before, source.hooks.after)
        let wanted = hooks
        if mayHook, before != (wanted.before, wanted.after) {
            var hooks = source.hooks
            hooks.before = wanted.before
            hooks.after = wanted.after
            edit.hooks = .set(hooks)
        }
        return edit
    }

    /// How the domain's fields are called in the form.
    static let fieldNames = [
        Fields.sourceName.name: "name", Fields.path.name: "paths", Fields.pathCount.name: "paths",
        Fields.pattern.name: "excludes", Fields.patternCount.name: "excludes",
        Fields.address.name: "host", Fields.remoteUser.name: "user",
        Fields.port.name: "port", "hostKey": "host_key",
        Fields.vaultCount.name: "vaults", Fields.hookCommand.name: "before",
    ]
}
