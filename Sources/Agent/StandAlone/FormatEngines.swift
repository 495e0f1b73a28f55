internal import Connector
package import Engine
package import RepositoryEngine
package import Storage
package import Values

/// The engines of a machine, one for each format.
package struct FormatEngines: Sendable {
    package let archives: any Engine
    package let repositories: Repositories?

    /// How repositories are opened and written; archives have an engine alone.
    package struct Repositories: Sendable {
        package let engine: any Engine
        package let settings: RepositorySettings
        /// Opens the vaults of an engine that is not ours.
        package let upstream: Opening?

        package typealias Opening =
            @Sendable (any Storage, VaultOpening) async throws -> (vault: any Vault, id: UUID)

        package init(
            engine: any Engine, settings: RepositorySettings, upstream: Opening? = nil
        ) {
            self.engine = engine
            self.settings = settings
            self.upstream = upstream
        }
    }

    /// - Parameter repositories: nil where none can be among the vaults.
    package init(archives: any Engine, repositories: Repositories? = nil) {
        self.archives = archives
        self.repositories = repositories
    }

    /// Reads once for each format among the vaults: a format has its own way to cut and to
    /// compress. The outcomes are in the order of the vaults.
    package func backup(
        _ job: BackupJob, to vaults: [any Vault], _ progress: RunProgress
    ) async throws -> BackupReport {
        let isRepository = vaults.map { $0.format == .repository }
        guard let repositories, isRepository.contains(true) else {
            return try await archives.backup(job, to: vaults, progress)
        }
        let second = try await repositories.engine.backup(
            job, to: vaults.filter { $0.format == .repository }, progress)
        guard isRepository.contains(false) else { return second }
        let first = try await archives.backup(
            job, to: vaults.filter { $0.format != .repository }, progress)
        var (firsts, seconds) = (first.outcomes.makeIterator(), second.outcomes.makeIterator())
        return BackupReport(
            totals: first.totals,
            issues: first.issues.count < second.issues.count ? second.issues : first.issues,
            outcomes: isRepository.compactMap { $0 ? seconds.next() : firsts.next() })
    }

    /// Forgets what was kept of runs that nobody will go on with.
    package func removeAbandonedRuns(
        but open: @escaping @Sendable () throws -> Set<UUID>
    ) async {
        // The backup has been made, and the next one tries again.
        _ = try? await archives.removeAbandonedRuns(but: open)
        // As with those.
        _ = try? await repositories?.engine.removeAbandonedRuns(but: open)
    }
}
