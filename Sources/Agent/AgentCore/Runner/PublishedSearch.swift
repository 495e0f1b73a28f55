internal import AgentProtocol
internal import Domain
internal import Engine
internal import Telemetry
internal import Values

/// Asks vaults for the snapshot of a run that may lie there although nobody wrote it down: the
/// process died, or an answer was lost.
struct PublishedSearch: Sendable {
    private let parts: RunnerParts

    /// A vault that does not answer is asked again by the next attempt, and the hub waits.
    private static let patience = Duration.seconds(20)

    init(_ parts: RunnerParts) {
        self.parts = parts
    }

    /// Hands on an outcome for each vault that has a snapshot and of which that was not known.
    /// - Parameter requiresAnswers: Throws where a vault does not say; else it is passed over.
    func record(
        of run: JournaledRun, in vaults: [ConfiguredVault], requiresAnswers: Bool = false,
        _ record: (VaultOutcome) async throws -> Void
    ) async throws {
        let unfinished = try await parts.journal.outcomes(of: run).unfinished
        for vault in vaults where unfinished.contains(vault.id) {
            let found =
                requiresAnswers
                ? try await ask(run.id, vault) : await find(run.id, in: vault)
            guard let snapshot = found else { continue }
            try await record(
                VaultOutcome(
                    vault: vault.id, attempt: run.position.attempt,
                    result: .stored(locator: snapshot.id.text)))
        }
    }

    /// nil where there is none, or the vault does not say.
    private func find(_ run: ID<Run>, in vault: ConfiguredVault) async -> Snapshot? {
        do {
            return try await ask(run, vault)
        } catch {
            parts.log.warning(
                "vault could not be asked for a snapshot", ["reason": RunFailure(error).message])
            return nil
        }
    }

    private func ask(_ run: ID<Run>, _ vault: ConfiguredVault) async throws -> Snapshot? {
        try await withThrowingTaskGroup(of: Snapshot?.self) { group in
            group.addTask(executorPreference: parts.pool) {
                try await look(for: run, in: vault)
            }
            group.addTask {
                try await parts.timer.sleep(for: Self.patience)
                throw EngineError(.storage, "the vault did not answer in time")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func look(for run: ID<Run>, in vault: ConfiguredVault) async throws -> Snapshot? {
        let opened = try await parts.access.openForReading(vault, needsKey: false)
        do {
            let found = try await opened.vault.snapshots().snapshots.first { $0.run == run.uuid }
            await opened.close()
            return found
        } catch {
            await opened.close()
            throw error
        }
    }
}
