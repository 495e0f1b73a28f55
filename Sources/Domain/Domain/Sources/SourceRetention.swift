package import Values

/// What of a source is kept: one set of rules, and others where a vault is meant for something
/// else, as a small fast one beside a large slow one.
package struct SourceRetention: Hashable, Sendable {
    package var rules: RetentionRules
    package var overrides: [ID<KnownVault>: RetentionRules]

    package init(
        rules: RetentionRules = RetentionRules(),
        overrides: [ID<KnownVault>: RetentionRules] = [:]
    ) {
        self.rules = rules
        self.overrides = overrides
    }

    /// The rules that hold in a vault. An override replaces all of them: nobody has to add up two
    /// lists in their head.
    package func rules(in vault: ID<KnownVault>) -> RetentionRules {
        overrides[vault] ?? rules
    }
}
