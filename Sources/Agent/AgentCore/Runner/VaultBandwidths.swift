internal import AgentProtocol
internal import Domain
internal import Storage
internal import Synchronization
internal import Values

/// How fast each vault may be gone to and from: one limit of each for all runs of the agent, beside
/// what holds for all vaults together.
final class VaultBandwidths: Sendable {
    private struct Limits: Sendable {
        let upload = SharedLimit()
        let download = SharedLimit()
    }

    private let limits = Mutex<[ID<KnownVault>: Limits]>([:])

    /// The place behind the vault's limits, where it has any.
    func limited(_ place: any Storage, for vault: ConfiguredVault) -> any Storage {
        let wanted = vault.bandwidth
        let limits = limits.withLock { limits -> Limits? in
            if wanted == .unbounded {
                limits[vault.id] = nil
            } else if limits[vault.id] == nil {
                limits[vault.id] = Limits()
            }
            return limits[vault.id]
        }
        guard let limits else { return place }
        return ThrottledStorage(
            place, upload: limits.upload.limit(at: wanted.upload),
            download: limits.download.limit(at: wanted.download))
    }
}
