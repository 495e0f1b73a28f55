package import Values

/// What the hub knows of itself.
package struct HubFacts: Sendable {
    package let version: String
    package let store: String
    package let dataFolder: String
    package let started: Timestamp
    /// Asked anew for each page; nil where the file system does not say.
    package let freeSpace: @Sendable () async -> ByteCount?

    package init(
        version: String, store: String, dataFolder: String, started: Timestamp,
        freeSpace: @escaping @Sendable () async -> ByteCount?
    ) {
        self.version = version
        self.store = store
        self.dataFolder = dataFolder
        self.started = started
        self.freeSpace = freeSpace
    }
}
