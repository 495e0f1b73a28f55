internal import Engine
internal import Synchronization

/// The vaults that a command has opened. A lock is only gone once its vault is closed, however the
/// command ended.
final class OpenedVaults: Sendable {
    private let vaults = Mutex<[any Vault]>([])

    func add(_ vault: any Vault) {
        vaults.withLock { $0.append(vault) }
    }

    func close() async {
        let open = vaults.withLock { vaults in
            defer { vaults = [] }
            return vaults
        }
        for vault in open { await vault.close() }
    }
}
