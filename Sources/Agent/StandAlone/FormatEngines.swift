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

    /// The outcomes are in the order of the vaults.
    /// - Throws: Also where two of the vaults are one, before anything is read.
    package func backup(
        _ job: BackupJob, to vaults: [any Vault], _ progress: RunProgress
    ) async throws -> BackupReport {
        try Self.requireDistinct(vaults)
        let isRepository = vaults.map { $0.format == .repository }
        guard let repositories, isRepository.contains(true) else {
            return try await archives.backup(job, to: vaults, progress)
        }
        guard isRepository.contains(false) else {
            return try await repositories.engine.backup(job, to: vaults, progress)
        }
        let (first, second) = try await both(
            job, (archives, vaults.filter { $0.format != .repository }),
            (repositories.engine, vaults.filter { $0.format == .repository }), progress,
            // restic reads by itself.
            isShared: repositories.upstream == nil)
        var (firsts, seconds) = (first.outcomes.makeIterator(), second.outcomes.makeIterator())
        return BackupReport(
            totals: first.totals.entries < second.totals.entries ? second.totals : first.totals,
            issues: first.issues.count < second.issues.count ? second.issues : first.issues,
            outcomes: isRepository.compactMap { $0 ? seconds.next() : firsts.next() })
    }

    /// Two that write one snapshot into one vault at the same time damage it for each other, and
    /// what is kept of an interrupted run is kept under the vault's own name.
    static func requireDistinct(_ vaults: [any Vault]) throws {
        var places: [String: String] = [:]
        for vault in vaults {
            guard let other = places.updateValue(vault.place, forKey: vault.ownName) else {
                continue
            }
            throw StandAloneError(
                .contradiction,
                other == vault.place
                    ? "\(vault.place) is named twice"
                    : "\(other) and \(vault.place) are one vault, or one is a copy of the other",
                hint: "name each vault once; a second vault is made by `holdfast vault init`")
        }
    }

    private typealias Part = (engine: any Engine, vaults: [any Vault])

    /// Both formats at the same time, in one reading. Each cuts and compresses in its own way.
    private func both(
        _ job: BackupJob, _ first: Part, _ second: Part, _ progress: RunProgress, isShared: Bool
    ) async throws -> (BackupReport, BackupReport) {
        let reading = SharedReading(job.source, readers: 2)
        @Sendable func run(
            _ part: Part, _ reader: Int, _ progress: RunProgress
        ) async -> Result<BackupReport, any Error> {
            defer { reading.leave(reader) }
            do {
                let source = isShared ? reading.source(for: reader) : job.source
                let own = job.reading(source)
                return .success(try await part.engine.backup(own, to: part.vaults, progress))
            } catch {
                return .failure(error)
            }
        }
        return try await withTaskCancellationHandler {
            async let one = run(first, 0, progress.part())
            async let other = run(second, 1, progress.part())
            switch await (one, other) {
            case (.success(let one), .success(let other)): return (one, other)
            case (.success(let one), .failure(let error)):
                return (one, .failed(second.vaults, error))
            case (.failure(let error), .success(let other)):
                return (.failed(first.vaults, error), other)
            case (.failure(let error), .failure): throw error
            }
        } onCancel: {
            reading.cancel()
        }
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

extension BackupReport {
    /// What keeps one engine from working is no reason to give up what the other has stored.
    fileprivate static func failed(_ vaults: [any Vault], _ error: any Error) -> BackupReport {
        BackupReport(
            totals: SourceTotals(), issues: IssueLog(),
            outcomes: vaults.map { .refused($0.place, error) })
    }
}
