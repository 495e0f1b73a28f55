import AgentProtocol
import AgentSupport
import Domain
import RepositorySupport
import TestSupport
import Testing
import Values

@testable import AgentCore

/// Runs that bring snapshots from one vault to another, and what they say of each.
@Suite(.timeLimit(.minutes(5))) struct CopyRunTests {
    /// Lends an agent whose first vault has one snapshot, its second one, and the snapshot's name.
    private func withVaults(
        _ format: KnownVault.Format,
        _ body: @escaping @Sendable (TestAgent, [ConfiguredVault], String) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let agent = try await TestAgent(in: scratch, of: nil, hub: SigningHub())
            try writeFile(Array("one".utf8), to: "\(scratch)/data/one")
            var vaults: [ConfiguredVault] = []
            for id in [UInt64(7), 8] {
                let vault =
                    format == .archive
                    ? try await agent.keyedVault(id) : try agent.vault(id, .repository)
                try await agent.make(vault)
                vaults.append(vault)
            }
            let made = vaults
            try await agent.run {
                try await agent.complete(backup(50, 6, agent, into: made[0]))
                try await body(agent, made, try await agent.stored(number(50)))
            }
            await agent.close()
        }
    }

    private func backup(
        _ run: UInt64, _ id: UInt64, _ agent: TestAgent, into vault: ConfiguredVault
    ) -> RunOrder {
        RunOrder(
            attempt: RunAttempt(run: number(run), attempt: 1, fence: 1), kind: .backup,
            source: source(id, paths: ["\(agent.scratch)/data"]), vaults: [vault])
    }

    private func copy(
        _ run: UInt64, _ agent: TestAgent, _ vaults: [ConfiguredVault], _ snapshots: [String]?,
        of id: UInt64? = 6
    ) -> RunOrder {
        RunOrder(
            attempt: RunAttempt(run: number(run), attempt: 1, fence: 1), kind: .copy,
            source: id.map {
                source($0, paths: ["\(agent.scratch)/data"], retry: SourceRetry(attemptsMax: 1))
            }, vaults: vaults, copying: snapshots)
    }

    @Test func aRepositoryIsCopiedAsResticReadsIt() async throws {
        try await withVaults(.repository) { agent, vaults, snapshot in
            // Nothing is asked for, so nothing comes.
            var story = try await agent.complete(copy(51, agent, vaults, []))
            #expect(story.suffix(4) == ["listing 0", "done", "done", "ended succeeded"])
            for run in [UInt64(52), 53] {
                story = try await agent.complete(copy(run, agent, vaults, [snapshot], of: nil))
                #expect(
                    story.suffix(4) == ["listing 1", "done", "done", "ended succeeded"],
                    "\(story)")
            }
            let restic = UpstreamRestic(
                .v018, "\(agent.scratch)/vaults/8", password: "correct horse")
            #expect(try await restic.snapshots().map(\.original) == [snapshot])
            try await restic.requireSound()
        }
    }

    @Test func anArchiveIsCopiedAndOpenedWithStockTools() async throws {
        try await withVaults(.archive) { agent, vaults, snapshot in
            for run in [UInt64(51), 52] {
                let story = try await agent.complete(copy(run, agent, vaults, [snapshot]))
                #expect(
                    story.suffix(4) == ["listing 1", "done", "done", "ended succeeded"],
                    "\(story)")
            }
            let restored = try await runProgram(
                "sh",
                [
                    "-ec",
                    """
                    cd \(agent.scratch)/vaults/8/tenants/*/sources/*/snapshots/\(snapshot)
                    sha256sum --quiet -c SHA256SUMS
                    KEY=\(agent.scratch)/key TARGET=\(agent.scratch)/restored sh RESTORE.txt >&2
                    cat \(agent.scratch)/restored/\(agent.scratch)/data/one
                    """,
                ])
            #expect(restored.text == "one", "\(restored.errorText)")
            let check = RunOrder(
                attempt: RunAttempt(run: number(53), attempt: 1, fence: 1), kind: .check,
                vaults: [vaults[1]], percent: 100)
            #expect(try await agent.complete(check).last == "ended succeeded")
            // Nobody else signs for that source.
            let story = try await agent.complete(copy(54, agent, vaults, [snapshot], of: 5))
            #expect(story.last == "ended failed", "\(story)")
        }
    }

    /// What is damaged is never stored as if it were whole, and what is not damaged comes.
    @Test func whatIsDamagedIsNamedAndStaysBehind() async throws {
        try await withVaults(.archive) { agent, vaults, snapshot in
            try await agent.complete(backup(51, 6, agent, into: vaults[0]))
            let damaged = try await runProgram(
                "sh",
                [
                    "-ec",
                    """
                    cd \(agent.scratch)/vaults/7/tenants/*/sources/*/snapshots/\(snapshot)
                    printf xxxxxxxx |
                    dd of=payload.part000001 bs=1 seek=300 conv=notrunc status=none
                    """,
                ])
            #expect(damaged.status == 0, "\(damaged.errorText)")
            let all = [snapshot, "\(number(51) as ID<Run>)"]
            var story = try await agent.complete(copy(52, agent, vaults, all))
            #expect(story.suffix(3) == ["done", "done", "ended warned"], "\(story)")
            #expect(story.contains { $0.contains("payload.part000001 is not what") }, "\(story)")
            #expect(story.contains("listing 1"))
            story = try await agent.complete(copy(53, agent, vaults, [snapshot]))
            #expect(
                story.suffix(3) == ["failed damaged", "failed damaged", "ended failed"],
                "\(story)")
        }
    }

    @Test func theVaultThatFailsIsNamed() async throws {
        try await withVaults(.repository) { agent, vaults, snapshot in
            let away = try agent.vault(9, .repository)
            var story = try await agent.complete(
                copy(51, agent, [vaults[0], away], [snapshot]))
            #expect(story.dropLast().last?.hasPrefix("failed ") == true, "\(story)")
            #expect(story.dropLast(2).last == "failed other_vault", "\(story)")
            #expect(story.last == "ended failed")
            let archive = try await agent.keyedVault(10)
            try await agent.make(archive)
            story = try await agent.complete(copy(52, agent, [vaults[0], archive], [snapshot]))
            #expect(story.contains("failed not_copied"), "\(story)")
        }
    }

    /// What a listing leaves out counts as gone: a backup tells of all sources of its vault.
    @Test(arguments: [KnownVault.Format.archive, .repository])
    func aBackupTellsOfEverySourcesSnapshots(format: KnownVault.Format) async throws {
        try await withVaults(format) { agent, vaults, _ in
            let story = try await agent.complete(backup(51, 5, agent, into: vaults[0]))
            #expect(story.contains("listing 2"), "\(story)")
        }
    }

    /// What lies there damaged is not gone.
    @Test func aBackupTellsOfDamagedSnapshots() async throws {
        try await withVaults(.archive) { agent, vaults, snapshot in
            let place = vaults[0].place.dropFirst("file:".count)
            let found = try await runProgram(
                "find", [String(place), "-path", "*/\(snapshot)/manifest.json"])
            try writeFile(Array("{}".utf8), to: String(found.text.dropLast()))
            let story = try await agent.complete(backup(51, 5, agent, into: vaults[0]))
            #expect(story.contains("listing 2"), "\(story)")
        }
    }
}
