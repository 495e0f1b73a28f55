internal import Domain
internal import Storage
internal import Values

/// How fast an agent's runs may move data, all together: what its machine's administrator allows
/// and what the hub says at this moment, whichever is less.
struct TransferLimits: Sendable {
    let upload: BandwidthLimit
    let download: BandwidthLimit

    init(own: AgentLimits, told: @escaping @Sendable () -> AgentLimits) {
        upload = BandwidthLimit { Self.least(own.upload, told().upload) }
        download = BandwidthLimit { Self.least(own.download, told().download) }
    }

    private static func least(_ one: ByteCount?, _ other: ByteCount?) -> ByteCount? {
        [one, other].compactMap(\.self).min()
    }
}
