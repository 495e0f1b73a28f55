internal import AgentProtocol
internal import Domain
internal import Storage
internal import Synchronization
internal import Values

/// How fast each vault may be gone to and from: one limit of each for all runs of the agent, beside
/// what holds for all vaults together.
final class VaultBandwidths: Sendable {
    /// What was said of one vault last; it holds for what goes on, too.
    private final class Told: Sendable {
        private let told = Mutex(Bandwidth.unbounded)

        var bandwidth: Bandwidth {
            get { told.withLock(\.self) }
            set { told.withLock { $0 = newValue } }
        }
    }

    private struct Limits: Sendable {
        let told: Told
        let upload: BandwidthLimit
        let download: BandwidthLimit

        init() {
            let told = Told()
            self.told = told
            upload = BandwidthLimit { told.bandwidth.upload }
            download = BandwidthLimit { told.bandwidth.download }
        }
    }

    private let vaults = Mutex<[ID<KnownVault>: Limits]>([:])

    /// The place behind the vault's limits.
    func limited(_ place: any Storage, for vault: ConfiguredVault) -> any Storage {
        let limits = vaults.withLock { vaults in
            let limits = vaults[vault.id] ?? Limits()
            vaults[vault.id] = limits
            return limits
        }
        limits.told.bandwidth = vault.bandwidth
        return ThrottledStorage(place, upload: limits.upload, download: limits.download)
    }
}
