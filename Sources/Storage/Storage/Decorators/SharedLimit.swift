internal import Synchronization
package import Values

/// The one limit of all who go by a rate, as long as the rate stays.
package final class SharedLimit: Sendable {
    private let last = Mutex<BandwidthLimit?>(nil)

    package init() {}

    /// Nil for as fast as it goes.
    package func limit(at rate: ByteCount?) -> BandwidthLimit? {
        last.withLock { last in
            if last?.perSecond != rate { last = rate.map { BandwidthLimit(perSecond: $0) } }
            return last
        }
    }
}
