internal import Domain
package import JSON
package import Values

extension Schema<String> {
    static let configurationWord = Schema.string(
        format: nil, expected: "\"agent-configuration\"",
        parse: { $0.utf8.elementsEqual("agent-configuration".utf8) ? $0 : nil }, print: { $0 })
}

extension Schema<AgentConfiguration.Schedule> {
    static let configured = Schema.object(
        "ConfiguredSchedule", "When an agent fires.",
        Field("id", \.id, .id()), Field("time", \.time, .scheduleTime, "Expression and zone."),
        Field("sources", \.sources, .list(of: .id(), Fields.scheduleSourceCount.range)),
        Field("enabled", \.isEnabled, .bool),
        Field("jitter", \.jitter, .span(.zero...(.seconds(720 * 60))), "Milliseconds."),
        Field("effective", \.effective, .timestamp)
    ) {
        AgentConfiguration.Schedule(
            id: $0, time: $1, sources: $2, isEnabled: $3, jitter: $4, effective: $5)
    }
}

extension Schema<ConfiguredSource> {
    static let configured = Schema.object(
        "ConfiguredSource", "What an agent reads.",
        Field("id", \.id, .id()), Field("tenant", \.tenant, .id()),
        Field("name", \.name, .field(Fields.sourceName)),
        Field("configuration", \.configuration, .source),
        Field("vaults", \.vaults, .list(of: .id(), Fields.vaultCount.range)),
        Field("retry", \.retry, .retry), Field("overlap", \.overlap, .choice),
        Field("issues", \.issueRule, .choice), Field("hooks", \.hooks, .hooks),
        Field("enabled", \.isEnabled, .bool), Field("secrets", \.secrets, .secrets)
    ) {
        ConfiguredSource(
            id: $0, tenant: $1, name: $2, configuration: $3, vaults: $4, retry: $5, overlap: $6,
            issueRule: $7, hooks: $8, isEnabled: $9, secrets: $10)
    }
}

extension Schema<ConfiguredVault> {
    static let configured = Schema.object(
        "ConfiguredVault", "Where it goes.",
        Field("id", \.id, .id()), Field("format", \.format, .choice),
        Field("place", \.place, .field(Fields.place)), Field("secrets", \.secrets, .secrets),
        Field(optional: "upload", \.bandwidth.upload, .rate, "Bytes a second."),
        Field(optional: "download", \.bandwidth.download, .rate, "Bytes a second."),
        Field(optional: "counted", { $0.isCounted ? true : nil }, .bool)
    ) {
        ConfiguredVault(
            id: $0, format: $1, place: $2, secrets: $3,
            bandwidth: Bandwidth(upload: $4, download: $5), isCounted: $6 ?? false)
    }
}

extension Schema<AgentLimits> {
    static let limits = Schema.object(
        "AgentLimits", "How much of its machine an agent takes.",
        Field(optional: "upload", \.upload, .rate, "Bytes a second."),
        Field(optional: "download", \.download, .rate, "Bytes a second."),
        Field(optional: "niceness", \.niceness, .field(Fields.niceness))
    ) { AgentLimits(upload: $0, download: $1, niceness: $2) }
}

extension Schema<ByteCount> {
    /// Bytes a second: slower than this nothing would ever come to its end.
    package static let rate = Schema.size(from: Fields.upload.range.lowerBound)

    /// In bytes.
    package static func size(from least: Int) -> Schema {
        .converted(
            Schema<Int64>.integer(Int64(least)...Int64.max), { ByteCount($0) }, back: \.bytes)
    }
}

extension Schema<[SealedSecret]> {
    static let secrets = Schema.list(
        of: .object(
            "SealedSecret", "A secret that only one agent can open.",
            Field("name", \.name, .text(1...64, .code)),
            Field("box", \.box, .bytes(ProtocolLimits.secretMax))
        ) { SealedSecret(name: $0, box: $1) }, 0...16)
}
