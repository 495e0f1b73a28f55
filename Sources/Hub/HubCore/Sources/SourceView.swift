package import Domain
internal import Store
package import Values

/// A source with what people see beside it.
package struct SourceView: Hashable, Sendable {
    /// Its commands are there for those alone who may change them.
    package let source: Source
    package let version: Int64
    /// Which there are and since when; never what they are.
    package let secrets: [StoredSecret]
    /// What its keep rules ask for that its schedules cannot make.
    package let conflicts: [Conflict]

    /// One kind of contradiction in one of its vaults.
    package struct Conflict: Hashable, Sendable {
        package let vault: ID<KnownVault>
        package let kind: CadenceConflict
    }
}
