import AgentProtocol
import Cron
import Domain
import Host
import TestSupport
import Testing
import Values

@testable import AgentCore

/// Backups of an agent that stands alone, into real vaults of both formats.
@Suite(.timeLimit(.minutes(10))) struct BackupTests {
    /// Lends an agent with something to read, whose source goes to the vaults and is due.
    private func withAgent(
        hooks: Hooks = Hooks(), vaults: [UInt64] = [7], missing: Set<UInt64> = [],
        policy: String = TestAgent.generous, retry: SourceRetry = .none,
        path: String = "data", excludes: [String] = [], capacity: Int = 2,
        wall: WallClock = .system,
        _ body: @escaping @Sendable (TestAgent) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let hub = SigningHub()
            let agent = try await TestAgent(
                in: scratch, of: nil, policy: policy, wall: wall, hub: hub)
            _ = try await runProgram(
                "sh", ["-c", "echo one > \(scratch)/data/one; ln -s /etc \(scratch)/data/link"])
            // Number 8 is a repository.
            let known = try vaults.map { try agent.vault($0, $0 == 8 ? .repository : .archive) }
            for vault in known where !missing.contains(vault.id.uuid.low & 0xFF) {
                try await agent.make(vault)
            }
            let source = source(
                paths: ["\(scratch)/\(path)"], excludes: excludes, vaults: vaults, hooks: hooks,
                retry: retry)
            let plan = try configuration(
                sources: [source], vaults: known, cron: "@yearly",
                effective: agent.wall.now - .seconds(366 * 86_400), capacity: capacity,
                hub: agent.identity.hub)
            try await agent.book.adopt(hub.sign(plan))
            try await body(agent)
            await agent.close()
        }
    }

    private func ends(_ story: [String]) -> Bool { story.contains { $0.hasPrefix("ended") } }

    @Test func aScheduleFillsVaultsOfBothFormats() async throws {
        try await withAgent(vaults: [7, 8]) { agent in
            let story = try await agent.run { try await agent.until(ends) }
            #expect(story.filter { $0 == "stored" }.count == 2)
            #expect(story.filter { $0 == "listing 1" }.count == 2)
            #expect(story.last == "ended succeeded")
            // With how much room the disk has left.
            for record in try await agent.journal.everything() {
                guard case .listing(let listing) = record.event else { continue }
                let (free, total) = try (#require(listing.free), #require(listing.total))
                #expect(free.bytes > 0 && free < total)
            }
        }
    }

    /// And nothing of what an agent leaves out by itself, as its own journal.
    @Test func theLogSaysWhichPatternsCanMatchNothing() async throws {
        try await withAgent(excludes: ["[a", "/nowhere/b", "*.o"]) { agent in
            let story = try await agent.run { try await agent.until(ends) }
            let notes = story.filter { $0.hasPrefix("line the pattern ") }
            #expect(notes.count == 2 && notes.contains { $0.contains("\"[a\"") }, "\(story)")
            #expect(notes.contains { $0.contains("\"/nowhere/b\" is for a place outside") })
        }
    }

    /// What a fast clock fired begins when the clock is right again, and not when its time comes.
    @Test func whatWasFiredByAFastClockDoesNotWaitForIt() async throws {
        let time = SettableTime()
        try await withAgent(wall: time.clock) { agent in
            let plan = try #require(agent.book.configuration)
            _ = try await agent.journal.fire(plan, zones: ["UTC": .utc])
            #expect(try await agent.journal.openRuns().count == 1)
            time.advance(by: .seconds(-1200))
            let story = try await agent.run { try await agent.until(ends) }
            #expect(story.last == "ended succeeded")
        }
    }

    /// Whoever closes a file gives up the locks that its process holds on it, and the next program
    /// to leave the journal would take its log along.
    @Test func anAgentDoesNotReadItsOwnJournal() async throws {
        let policy = TestAgent.generous.replacing("@/data", with: "@/agent")
        try await withAgent(policy: policy, path: "agent") { agent in
            try await agent.run {
                #expect(try await agent.until(ends).last == "ended succeeded")
                let journal = "\(agent.scratch)/agent/journal.db"
                let looked = try await runProgram(
                    "sqlite3", [journal, "SELECT min(1) FROM sqlite_schema"])
                #expect(looked.text == "1\n")
                #expect(try await runProgram("test", ["-s", "\(journal)-wal"]).status == 0)
            }
        }
    }

    @Test func aVaultThatIsNotThereFailsAlone() async throws {
        try await withAgent(vaults: [7, 8], missing: [7]) { agent in
            _ = try await runProgram("mkdir", ["-p", "\(agent.scratch)/vaults/7"])
            let story = try await agent.run { try await agent.until(ends) }
            #expect(story.contains("stored"))
            #expect(story.contains("failed vault_missing"))
            #expect(story.last == "ended warned")
        }
    }

    @Test func hooksRunAroundItAndAreToldHowItWent() async throws {
        let hooks = Hooks(
            before: "echo begun; echo oops >&2", after: "echo went $HOLDFAST_RUN_STATUS")
        try await withAgent(hooks: hooks) { agent in
            let story = try await agent.run { try await agent.until(ends) }
            let lines = story.filter { $0.hasPrefix("line") }
            #expect(Set(lines.dropLast()) == ["line hook: begun", "line hook: oops"])
            #expect(lines.last == "line hook: went succeeded")
            #expect(story.last == "ended succeeded")
        }
    }

    @Test(arguments: [("exit 3", "failed"), ("sleep 1000", "failed")])
    func nothingIsReadWhenTheHookBeforeFails(command: String, status: String) async throws {
        let hooks = Hooks(
            before: command, after: "echo went $HOLDFAST_RUN_STATUS", timeLimit: .seconds(1))
        try await withAgent(hooks: hooks) { agent in
            let story = try await agent.run { try await agent.until(ends) }
            #expect(!story.contains("stored"))
            #expect(story.contains("line hook: went \(status)"))
            #expect(story.last == "ended failed")
        }
    }

    @Test func aCancelledBackupEndsAndItsHookStillRuns() async throws {
        let hooks = Hooks(before: "echo begun; exec sleep 1000", after: "echo after")
        try await withAgent(hooks: hooks) { agent in
            let story = try await agent.run {
                _ = try await agent.until { $0.contains("began 1") }
                let run = try #require(try await agent.journal.openRuns().first)
                try await agent.runner.cancel(run.attempt)
                try await agent.runner.cancel(run.attempt)
                return try await agent.until(ends)
            }
            #expect(story.contains("undone"))
            #expect(story.contains("line hook: after"))
            #expect(story.last == "ended cancelled")
        }
    }

    /// The process is stopped in the middle; its next life goes on with the same run.
    @Test func aStoppedBackupGoesOnInTheNextLife() async throws {
        try await withAgent(
            hooks: Hooks(
                before: "exec sleep 1000", after: "echo went $HOLDFAST_RUN_STATUS"),
            retry: SourceRetry()
        ) { agent in
            try await agent.run {
                _ = try await agent.until { $0.contains("began 1") }
            }
            let open = try await agent.journal.openRuns()
            #expect(open.map(\.position.state) == [.running])
            #expect(try await agent.journal.story().last == "line hook: went interrupted")
            try await agent.journal.beginLife(number(2))
            _ = try await agent.journal.repair { _ in SourceRetry() }
            #expect(try await agent.journal.openRuns().map(\.position) == [RunPosition(attempt: 2)])
        }
    }

    @Test(arguments: [
        ("", "data", "nothing is allowed"), ("read = [\"@/other\"]", "data", "another folder"),
        ("read = [\"@/data\"]\nvault-folders = [\"@/elsewhere\"]", "data", "no such vault"),
        (TestAgent.generous, "data/link", "a link that leads out"),
        (TestAgent.generous, "data/../agent", "a path that climbs"),
        ("read = [\"/\"", "data", "a file that cannot be read"),
    ])
    func theLocalPolicyHasTheLastWord(
        policy: String, path: String, why: String
    ) async throws {
        try await withAgent(policy: TestAgent.generous, path: path) { agent in
            let text = policy.replacing("@", with: agent.scratch)
            try await blocking {
                try DurableFile.replace(
                    FilePath("\(agent.scratch)/agent/policy.toml"), with: Array(text.utf8))
            }
            let story = try await agent.run { try await agent.until(ends) }
            #expect(!story.contains("stored"), "\(why)")
            #expect(story.last == "ended failed", "\(why)")
        }
    }
}
