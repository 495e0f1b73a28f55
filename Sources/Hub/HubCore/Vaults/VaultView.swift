package import Domain
internal import Store

/// A vault with what people see beside it.
package struct VaultView: Hashable, Sendable {
    package let vault: KnownVault
    package let version: Int64
    /// Which there are and since when; never what they are.
    package let secrets: [StoredSecret]
    /// Nil for one that is there, or could not be made.
    package let wait: VaultWait?

    init(_ versioned: Versioned<KnownVault>, secrets: [StoredSecret], wait: VaultWait?) {
        self.wait = wait
        vault = versioned.item
        version = versioned.version
        self.secrets = secrets
    }
}
