internal import Domain
internal import Storage
internal import Values

/// How fast an agent's runs may move data, all together: what its machine's administrator allows
/// and what the hub says, whichever is less.
final class TransferLimits: Sendable {
    private let own: AgentLimits
    private let told: @Sendable () -> AgentLimits
    private let uploads = SharedLimit()
    private let downloads = SharedLimit()

    init(own: AgentLimits, told: @escaping @Sendable () -> AgentLimits) {
        self.own = own
        self.told = told
    }

    /// Shared by all places that are opened while it does not change.
    var upload: BandwidthLimit? {
        uploads.limit(at: least(own.upload, told().upload))
    }
    var download: BandwidthLimit? {
        downloads.limit(at: least(own.download, told().download))
    }

    private func least(_ one: ByteCount?, _ other: ByteCount?) -> ByteCount? {
        [one, other].compactMap(\.self).min()
    }
}
