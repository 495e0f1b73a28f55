internal import Domain
internal import Storage
internal import Synchronization
internal import Values

/// How fast an agent's runs may move data, all together: what its machine's administrator allows
/// and what the hub says, whichever is less.
final class TransferLimits: Sendable {
    private let own: AgentLimits
    private let told: @Sendable () -> AgentLimits
    private let lastUpload = Mutex<BandwidthLimit?>(nil)
    private let lastDownload = Mutex<BandwidthLimit?>(nil)

    init(own: AgentLimits, told: @escaping @Sendable () -> AgentLimits) {
        self.own = own
        self.told = told
    }

    /// Shared by all places that are opened while it does not change.
    var upload: BandwidthLimit? {
        shared(lastUpload, least(own.upload, told().upload))
    }
    var download: BandwidthLimit? {
        shared(lastDownload, least(own.download, told().download))
    }

    private func shared(
        _ last: borrowing Mutex<BandwidthLimit?>, _ rate: ByteCount?
    ) -> BandwidthLimit? {
        last.withLock { last in
            if last?.perSecond != rate { last = rate.map { BandwidthLimit(perSecond: $0) } }
            return last
        }
    }

    private func least(_ one: ByteCount?, _ other: ByteCount?) -> ByteCount? {
        [one, other].compactMap(\.self).min()
    }
}
