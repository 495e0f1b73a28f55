package import Compression
package import Engine
internal import Glibc
package import Host
internal import Values

/// Writes backups into repositories of restic's format: docs/formats/repository.md. Its state
/// folder holds what makes the next run quick, and what an interrupted one has stored already; it
/// may be shared by all runs of a machine.
package struct RepositoryEngine: Engine {
    package struct Settings: Sendable {
        /// Made when it is missing.
        package var stateFolder: FilePath
        /// Name and version, as in `holdfast 0.1.0`, for snapshots.
        package var program: String
        /// Threads that read, hash, compress and seal.
        package var workers = RepositoryEngine.processorCount
        package var level = ZstdLevel.standard
        package var selfCheck = BlobSealer.SelfCheck.everyBlob
        /// How long a vault may stand still before it is left behind. Less would give up a slow
        /// line while it still retries.
        package var patience = Duration.seconds(600)
        package var clock: any Clock<Duration> = ContinuousClock()
        package var wall = WallClock.system
        /// Patterns that the source leaves out, as the snapshot is to say.
        package var excludes: [String] = []
        /// Whether files that look as they did in the last snapshot are taken as they are there.
        package var trustsParent = true
        /// Only find out what would be stored: everything is read as ever, compressed and sealed,
        /// and neither the vaults nor what is known of their files change.
        package var isRehearsal = false

        package init(stateFolder: FilePath, program: String) {
            self.stateFolder = stateFolder
            self.program = program
        }
    }

    /// More threads than this would wait for each other.
    private static let workersMax = 32

    let settings: Settings

    package init(_ settings: Settings) {
        self.settings = settings
    }

    package var format: VaultFormat { .repository }

    package static var processorCount: Int {
        max(1, min(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), workersMax))
    }
}
