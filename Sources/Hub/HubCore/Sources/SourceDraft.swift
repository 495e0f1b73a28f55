internal import Cryptography
package import Domain
package import Values

/// A source as somebody describes it who wants a new one.
package struct SourceDraft: Sendable {
    package var name: String
    package var place: SourcePlace
    package var configuration: SourceConfiguration
    package var vaults: [ID<KnownVault>]
    package var retention: SourceRetention
    package var retry: SourceRetry
    package var overlap: OverlapPolicy
    package var issueRule: IssueRule
    /// With its commands, which only those may bring who may change hooks.
    package var hooks: Hooks
    package var isEnabled: Bool
    package var secrets: SecretWishes

    package init(
        name: String, place: SourcePlace, configuration: SourceConfiguration,
        vaults: [ID<KnownVault>], retention: SourceRetention = SourceRetention(),
        retry: SourceRetry = SourceRetry(), overlap: OverlapPolicy = .reject,
        issueRule: IssueRule = .warn, hooks: Hooks = Hooks(), isEnabled: Bool = true,
        secrets: SecretWishes = [:]
    ) {
        self.name = name
        self.place = place
        self.configuration = configuration
        self.vaults = vaults
        self.retention = retention
        self.retry = retry
        self.overlap = overlap
        self.issueRule = issueRule
        self.hooks = hooks
        self.isEnabled = isEnabled
        self.secrets = secrets
    }
}

/// What is to be other about a source.
package struct SourceEdit: Sendable {
    package var name = Change<String>.keep
    package var configuration = Change<SourceConfiguration>.keep
    package var vaults = Change<[ID<KnownVault>]>.keep
    package var retention = Change<SourceRetention>.keep
    package var retry = Change<SourceRetry>.keep
    package var overlap = Change<OverlapPolicy>.keep
    package var issueRule = Change<IssueRule>.keep
    package var hooks = Change<Hooks>.keep
    package var isEnabled = Change<Bool>.keep
    package var secrets: SecretWishes = [:]

    package init() {}

    /// Besides the commands, which are secrets.
    func apply(to source: inout Source) {
        name.apply(to: &source.name)
        configuration.apply(to: &source.configuration)
        vaults.apply(to: &source.vaults)
        retention.apply(to: &source.retention)
        // What a source does not store in any more needs no rules.
        source.retention.overrides = source.retention.overrides.filter {
            source.vaults.contains($0.key)
        }
        retry.apply(to: &source.retry)
        overlap.apply(to: &source.overlap)
        issueRule.apply(to: &source.issueRule)
        if let limit = hooks.new?.timeLimit { source.hooks.timeLimit = limit }
        isEnabled.apply(to: &source.isEnabled)
    }

    /// The secrets with the commands among them.
    var wishes: SecretWishes {
        guard let hooks = hooks.new else { return secrets }
        return secrets.merging(hooks.wishes) { $1 }
    }

    /// What the audit log tells: which parts, and of the shorter ones what they are now.
    var facts: [AuditDetail.Fact] {
        var facts: [AuditDetail.Fact] = []
        func note(_ name: String, _ value: String?) {
            if let value { facts.append(AuditDetail.Fact(name: name, value: value)) }
        }
        note("name", name.new)
        note("configuration", configuration.new?.summary)
        note("vaults", vaults.new.map { $0.map(\.description).joined(separator: " ") })
        note("retention", retention.new.map(\.summary))
        note("retry", retry.new.map { "\($0.attemptsMax) attempts" })
        note("overlap", overlap.new?.rawValue)
        note("issues", issueRule.new?.rawValue)
        note("enabled", isEnabled.new.map { "\($0)" })
        return facts + wishes.facts
    }
}

extension Hooks {
    /// The commands as secrets; one that is missing is taken away.
    var wishes: SecretWishes {
        [
            SecretSlot(name: .hookBefore): before.map { .init($0) },
            SecretSlot(name: .hookAfter): after.map { .init($0) },
        ]
    }

    /// Without its commands.
    var bare: Hooks { Hooks(timeLimit: timeLimit) }
}

extension SourceConfiguration {
    /// As in `files: /etc /srv/www`.
    var summary: String {
        switch self {
        case .files(let files): "files: \(files.paths.joined(separator: " "))"
        case .sqlite(let sqlite): "sqlite: \(sqlite.path)"
        case .sftp(let sftp):
            "sftp: \(sftp.user)@\(sftp.host):\(sftp.port) "
                + sftp.files.paths.joined(separator: " ")
        }
    }
}

extension SourceRetention {
    /// As in `7 daily, 4 weekly; 1 of its own`.
    fileprivate var summary: String {
        let own = overrides.isEmpty ? "" : "; \(overrides.count) of their own"
        return rules.summary + own
    }
}

extension RetentionRules {
    /// As in `7 daily, 4 weekly, within 1y`.
    package var summary: String {
        var parts = RetentionPeriod.allCases.compactMap { period in
            counts[period].flatMap { $0 > 0 ? "\($0) \(period.rawValue)" : nil }
        }
        if let within { parts.append("within \(within)") }
        if let ageMin { parts.append("younger than \(ageMin.milliseconds / 1000) s") }
        if let ageMax { parts.append("none older than \(ageMax.milliseconds / 1000) s") }
        return parts.isEmpty ? "everything" : parts.joined(separator: ", ")
    }
}
