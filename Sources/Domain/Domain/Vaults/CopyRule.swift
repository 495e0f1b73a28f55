package import Values

/// Where else the snapshots of a vault are kept: what comes into it is copied there.
package struct CopyRule: Hashable, Sendable {
    package let target: ID<KnownVault>
    /// How long copies stay there; nil for as long as their source says.
    package let rules: RetentionRules?

    package init(target: ID<KnownVault>, rules: RetentionRules? = nil) {
        self.target = target
        self.rules = rules
    }

    /// Each is work after every backup.
    package static let perVaultMax = 4
}

extension KnownVault {
    /// Why snapshots are not copied from here to there; nil when they are.
    ///
    /// Archives go as they lie, so whoever is to read them there is one who reads them here.
    package func copyRefusal(to target: KnownVault) -> Refusal? {
        guard target.tenant == tenant else { return .vaultUnknown }
        guard target.id != id else { return .vaultTwice }
        if let owner, let other = target.owner, owner != other { return .vaultUnreachable }
        guard format == target.format else { return .notCopiedThere }
        let isReadable =
            keys.isEmpty ? target.keys.isEmpty : Set(keys).isSubset(of: target.keys)
        return isReadable ? nil : .notCopiedThere
    }
}
