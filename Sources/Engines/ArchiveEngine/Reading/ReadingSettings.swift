package import Host

/// How much of a machine reading an archive takes.
package struct ReadingSettings: Hashable, Sendable {
    /// Threads that decompress.
    package var workers: Int
    /// Where an index lies, as it came from the vault and under no name, while it is read.
    package var spoolFolder: FilePath

    package init(workers: Int, spoolFolder: FilePath) {
        self.workers = workers
        self.spoolFolder = spoolFolder
    }

    /// Two workers keep up with what one thread can hash and write. `/var/tmp` is on a disk where
    /// `/tmp` is often memory.
    package static let standard = ReadingSettings(workers: 2, spoolFolder: "/var/tmp")
}
