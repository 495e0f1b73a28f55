internal import Values

extension KnownVault {
    /// Everything that is wrong with the vault by itself.
    package var violations: [FieldViolation] {
        Fields.vaultName.violations(of: name) + Fields.place.violations(of: place)
            + Fields.checkPercent.violations(of: cadence.checkPercent)
            + Fields.timeZone.violations(of: cadence.zone)
            + Fields.capCount.violations(of: cap.count)
            + Fields.capPercent.violations(of: cap.percent)
            + Fields.quota.violations(of: quota) + Fields.upload.violations(of: bandwidth.upload)
            + Fields.download.violations(of: bandwidth.download)
    }

    /// Why the vault cannot be as it is; nil when it can.
    package var refusal: Refusal? {
        if let keeper, !isReachable(by: keeper) { return .keeperUnreachable }
        if copies.count > CopyRule.perVaultMax { return .tooMany }
        if Set(copies.map(\.target)).count < copies.count { return .vaultTwice }
        return nil
    }

    /// Whether a source could go on storing in it.
    package func takes(from source: Source) -> Bool {
        switch source.place {
        case .agent(let agent): isReachable(by: agent)
        // A worker is nobody's agent: only what lies in the network can be reached.
        case .pool: owner == nil
        }
    }
}
