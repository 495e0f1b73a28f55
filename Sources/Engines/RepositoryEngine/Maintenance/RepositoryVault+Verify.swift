package import Engine
internal import Host

extension RepositoryVault {
    package func verify(
        _ scope: VerifyScope, _ progress: RunProgress
    ) async throws -> VerifyReport {
        let lock = try await readingLock()
        do {
            let pool = try ThreadPool(name: "verify", size: settings.workers)
            let report = try await withTaskExecutorPreference(pool) {
                try await self.check(scope, progress)
            }
            await lock?.release()
            return report
        } catch {
            await lock?.release()
            throw EngineError(error, at: place)
        }
    }

    @concurrent
    private func check(
        _ scope: VerifyScope, _ progress: RunProgress
    ) async throws -> VerifyReport {
        var check = RepositoryCheck(self, scope, progress)
        return try await check.run()
    }
}
