package import JSON
package import Values

/// What this machine is called in vaults, where it belongs to no hub.
package struct MachineRecord: Hashable, Sendable {
    /// In the place of a tenant: all that a stand-alone machine stores lies below it.
    package let tenant: UUID
}

extension MachineRecord: JSONCoded {
    package static let schema = Schema<MachineRecord>.object(
        "Machine", "What a stand-alone machine is called in vaults.",
        Field("tenant", \.tenant, .uuid),
        make: MachineRecord.init)
}
