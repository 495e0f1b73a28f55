package import Domain

/// The hub's store over a database; one file of this folder for each port.
package struct SQLStore: Sendable {
    let database: any Database
    let sha256: SHA256Function
    let limits: TenantLimits

    /// - Parameter database: already migrated.
    package init(
        _ database: any Database, limits: TenantLimits = .standard,
        sha256: @escaping SHA256Function
    ) {
        self.database = database
        self.limits = limits
        self.sha256 = sha256
    }
}
