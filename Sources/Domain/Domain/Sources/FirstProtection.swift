package import Values

/// What is backed up of a machine from the moment it joins, without anybody doing anything more.
package struct FirstProtection: Hashable, Sendable {
    package var paths: [String]
    /// One that every agent reaches.
    package var vault: ID<KnownVault>
    /// Nil for the first backup alone.
    package var schedule: ID<Schedule>?

    package init(paths: [String], vault: ID<KnownVault>, schedule: ID<Schedule>? = nil) {
        self.paths = paths
        self.vault = vault
        self.schedule = schedule
    }

    package var configuration: SourceConfiguration { .files(FilesConfiguration(paths: paths)) }
}
