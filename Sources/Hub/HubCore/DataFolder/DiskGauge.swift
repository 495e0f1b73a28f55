package import Host
package import Values

/// Asks a file system for its free space on a thread that may wait for it.
package actor DiskGauge {
    private nonisolated let executor = PinnedExecutor(name: "disk")
    private let path: FilePath

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    package init(_ path: FilePath) {
        self.path = path
    }

    /// Nil where the file system does not say.
    package func freeSpace() -> ByteCount? {
        // A page shows nothing rather than an error; `hub check` tells why.
        try? DiskSpace(of: path).free
    }
}
