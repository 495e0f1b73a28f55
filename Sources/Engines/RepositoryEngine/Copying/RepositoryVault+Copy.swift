package import Engine
internal import Host

extension RepositoryVault {
    /// Copies snapshots to another repository, with all they need and it lacks. What is copied
    /// already is passed over, so an interrupted copy is finished by the same call. Nothing is
    /// decrypted to a disk.
    ///
    /// - Parameters:
    ///   - snapshots: nil for all.
    ///   - fence: Asked before snapshots are stored; when it throws, no more of them are.
    /// - Throws: `.noSuchSnapshot`, `.locked` by either; what befalls a single snapshot is in the
    ///   report.
    package func copy(
        _ snapshots: [SnapshotID]? = nil, to target: RepositoryVault, isRehearsal: Bool = false,
        fence: @escaping @Sendable () async throws -> Void = {}, _ progress: RunProgress
    ) async throws -> CopyReport {
        let ownLock = try await readingLock()
        do {
            let lock = try await target.lock(.shared)
            do {
                let pool = try ThreadPool(name: "copy", size: settings.workers)
                let report = try await withTaskExecutorPreference(pool) {
                    var copy = RepositoryCopy(
                        from: self, to: target, lock, isRehearsal: isRehearsal, fence: fence,
                        progress)
                    return try await copy.run(snapshots)
                }
                await lock.release()
                await ownLock?.release()
                return report
            } catch {
                await lock.release()
                throw error
            }
        } catch {
            await ownLock?.release()
            throw EngineError(error, at: place)
        }
    }
}
