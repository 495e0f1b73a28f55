package import Compression
package import Engine
package import Host
internal import Glibc
internal import Values

/// Writes sealed archives: docs/formats/archive.md. Its state folder holds what an interrupted run
/// needs to go on; it may be shared by all runs of a machine.
package struct ArchiveEngine: Engine {
    package struct Settings: Sendable {
        /// Where journals and spools lie. Made when it is missing.
        package var stateFolder: FilePath
        /// Name and version, as in `holdfast 0.1.0`, for manifests.
        package var program: String
        /// Threads that compress.
        package var workers = ArchiveEngine.processorCount
        package var level = ZstdLevel.standard
        /// How long a vault may stand still before it is left behind. Less would give up a slow
        /// line while it still retries.
        package var patience = Duration.seconds(600)
        package var clock: any Clock<Duration> = ContinuousClock()
        package var wall = WallClock.system
        /// Read parts of an interrupted attempt back before going on with them, also from vaults
        /// elsewhere. Those on this machine are always read.
        package var checksRemoteParts = true

        package init(stateFolder: FilePath, program: String) {
            self.stateFolder = stateFolder
            self.program = program
        }

        var frameSize: Int { ArchiveLimits.frameSize }
    }

    let settings: Settings

    package init(_ settings: Settings) {
        self.settings = settings
    }

    package var format: VaultFormat { .archive }

    package static var processorCount: Int {
        max(1, min(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), FramePipeline.workersMax))
    }
}
