import AgentProtocol
import AgentSupport
import Cryptography
import Domain
import Glibc
import Host
import JSON
import TestSupport
import Testing
import Transport
import Values

/// `holdfast agent` through the executable: joining, running, dying and going on.
@Suite(.timeLimit(.minutes(10))) struct AgentCommandTests {
    private func agent(
        _ scratch: String, _ arguments: [String], token: String? = nil, input: String = ""
    ) async throws -> ProgramOutcome {
        let variables = token.map { ["HOLDFAST_ENROLL_TOKEN=\($0)"] } ?? []
        return try await runProgram(
            "env", variables + [holdfast, "agent"] + arguments + ["--data-dir=\(scratch)/agent"],
            input: Array(input.utf8))
    }

    private func enrol(
        _ scratch: String, _ hub: TestHub, _ options: String...
    ) async throws -> ProgramOutcome {
        try await agent(scratch, ["enroll", "--hub=\(hub.url)"] + options, token: hub.door.token)
    }

    @Test func aMachineChangesItsKeysWhileItRunsOrNot() async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                #expect(try await enrol(scratch, hub).status == 0)
                for _ in 1...2 {
                    let rotated = try await agent(scratch, ["rotate"])
                    #expect(rotated.status == 0, "\(rotated.errorText)")
                    let key = try #require(hub.door.keys.last)
                    let fingerprint = key.fingerprint { SHA256.hash($0).bytes }
                    #expect(rotated.text.contains("\(fingerprint)"))
                    let status = try await agent(scratch, ["status"])
                    #expect(status.text.contains("\(fingerprint)"))
                }
                #expect(hub.door.keys.count == 3)
                let left = try await runProgram("ls", ["\(scratch)/agent"])
                #expect(!left.text.contains("next"))
            }
        }
    }

    @Test(arguments: ["variable", "file", "input"])
    func aMachineJoinsWithATokenAndKeepsItsKeysToItself(way: String) async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                // A hub that is being restarted is asked again.
                hub.door.fail(1)
                _ = try await runProgram(
                    "tee", ["\(scratch)/token"], input: Array("\(hub.door.token)\n".utf8))
                var arguments = ["enroll", "--hub=\(hub.url)", "--allow-read=/srv"]
                if way == "file" { arguments.append("--token-file=\(scratch)/token") }
                let joined = try await agent(
                    scratch, arguments, token: way == "variable" ? hub.door.token : nil,
                    input: way == "input" ? "\(hub.door.token)\n" : "")
                #expect(joined.status == 0, "\(joined.errorText)")
                #expect(joined.text.contains("read = [\"/srv\"]"))
                #expect(joined.text.contains("hooks = []"))
                #expect(!joined.text.contains(hub.door.token))
                let modes = try await runProgram(
                    "sh", ["-c", "cd \(scratch)/agent && stat -c %a . *.json policy.toml"])
                #expect(modes.text == "700\n600\n600\n600\n")
                let status = try await agent(scratch, ["status", "--json"])
                let key = try #require(hub.door.keys.first)
                let fingerprint = key.fingerprint { SHA256.hash($0).bytes }
                #expect(status.text.contains("\"fingerprint\":\"\(fingerprint)\""))
                #expect(status.text.contains("\"standing\":\"active\""))
                let again = try await enrol(scratch, hub)
                #expect(again.status == 3 || again.status != 0)
                #expect(again.errorText.contains("already"))
            }
        }
    }

    @Test func aWrongTokenJoinsNothingAndTheKeysStay() async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                let refused = try await agent(
                    scratch, ["enroll", "--hub=\(hub.url)"], token: "not-the-token-0123456789")
                #expect(refused.status != 0)
                #expect(refused.errorText.contains("lets nobody join"))
                #expect(!refused.errorText.contains("not-the-token"))
                let none = try await agent(scratch, ["status"])
                #expect(none.errorText.contains("no agent of a hub"))
                let before = try await runProgram("cat", ["\(scratch)/agent/agent-keys.json"])
                #expect(try await enrol(scratch, hub).status == 0)
                let after = try await runProgram("cat", ["\(scratch)/agent/agent-keys.json"])
                #expect(before.text == after.text)
            }
        }
    }

    @Test func aMachineAnnouncesItselfAndWaits() async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                let joined = try await agent(scratch, ["announce", "--hub=\(hub.url)"])
                #expect(joined.status == 0, "\(joined.errorText)")
                let key = try #require(hub.door.keys.first)
                #expect(joined.text.contains(key.fingerprint { SHA256.hash($0).bytes }))
                #expect(joined.text.contains("has joined as web"))
            }
        }
    }

    @Test(arguments: ["http://hub.example:9876", "ftp://hub", "https://hub/x"])
    func aHubThatCannotBeTrustedOnTheWayIsRefused(address: String) async throws {
        try await withScratchFolder { scratch in
            let refused = try await agent(
                scratch, ["enroll", "--hub=\(address)"], token: "a-token-0123456789")
            #expect(refused.status != 0)
            #expect(refused.errorText.contains("https://"))
        }
    }

    // MARK: Dying

    /// A schedule that is due, on a machine whose agent dies at some moment of the backup.
    private func plan(
        _ hub: TestHub, _ scratch: String, hooks: Hooks = Hooks()
    ) throws -> SignedConfiguration {
        let key = try #require(hub.door.keys.first)
        let sealing = try #require(BoxPublicKey(bytes: key.sealing))
        let passphrase = SealedSecret(
            name: "passphrase", box: try SealedBox.seal(Secret("correct horse"), to: sealing))
        let vault = ConfiguredVault(
            id: ID(UUID(high: 7, low: 7)), format: .archive, place: "file:\(scratch)/vault",
            secrets: [passphrase])
        let source = Source(
            id: ID(UUID(high: 6, low: 6)), tenant: ID(UUID(high: 4, low: 4)), name: "Web",
            place: .agent(hub.door.enrolled.agent),
            configuration: .files(FilesConfiguration(paths: ["\(scratch)/data"])),
            vaults: [vault.id],
            retry: SourceRetry(attemptsMax: 10, firstWait: .seconds(1)), hooks: hooks,
            created: Timestamp(seconds: 0))
        let now = WallClock.system.now
        return hub.sign(
            AgentConfiguration(
                agent: hub.door.enrolled.agent, hub: hub.id, hubIncarnation: hub.incarnation,
                serial: 1, sources: [ConfiguredSource(source, secrets: [])], vaults: [vault],
                schedules: [
                    AgentConfiguration.Schedule(
                        id: ID(UUID(high: 8, low: 8)),
                        time: try ScheduleTime(cron: "@yearly", zone: "UTC"), sources: [source.id],
                        isEnabled: true, jitter: .zero, effective: now - .seconds(366 * 86_400))
                ], capacity: 1))
    }

    private func order(_ plan: SignedConfiguration) throws -> ConfiguredVault {
        let content = try AgentConfiguration.schema.decode(plan.content)
        return try #require(content.vaults.first)
    }

    /// Runs the agent while `body` looks on, and kills it then; or waits until it dies by itself.
    private func live<Result: Sendable>(
        _ scratch: String, _ body: @Sendable (RunningProcess) async throws -> Result
    ) async throws -> Result {
        var call = ProgramCall(
            FilePath(holdfast),
            ["agent", "run", SystemString("--data-dir=\(scratch)/agent")],
            environment: ["PATH": "/usr/bin:/bin", "HOME": SystemString(scratch)])
        call.output = .discarded
        call.errors = .captured(.mebibytes(1))
        call.teardown = .immediate
        let (result, _) = try await ProcessRunner(loop: RawConnection.loop).run(call) { process in
            let result = try await body(process)
            await process.send(SIGKILL)
            return result
        }
        return result
    }

    private func isEnd(_ message: AgentMessage) -> Bool {
        guard case .records(let batch) = message else { return false }
        return batch.records.contains { if case .ended = $0.event { true } else { false } }
    }

    private func prepare(_ scratch: String, _ hub: TestHub) async throws -> VerifyingKey {
        let made = try await runProgram(
            "sh",
            [
                "-c",
                """
                mkdir \(scratch)/data && cd \(scratch)/data && seq 3000 | split -l 1 -a 4 - f &&
                head -c 20M /dev/urandom > large
                """,
            ])
        #expect(made.status == 0)
        let joined = try await enrol(
            scratch, hub, "--allow-read=\(scratch)/data", "--allow-vaults=\(scratch)/vault",
            "--allow-hooks")
        #expect(joined.status == 0, "\(joined.errorText)")
        let key = try #require(hub.door.keys.first)
        return try #require(VerifyingKey(bytes: key.signing))
    }

    private func makeVault(
        _ scratch: String, _ hub: TestHub, _ key: VerifyingKey, _ vault: ConfiguredVault
    ) async throws {
        try await live(scratch) { _ in
            let (link, _) = try await hub.greet(agent: key)
            let attempt = RunAttempt(run: ID(UUID(high: 9, low: 9)), attempt: 1, fence: 1)
            try await link.send(
                .start(RunOrder(attempt: attempt, kind: .initialize, vaults: [vault])))
            try await link.wait(until: isEnd)
        }
    }

    private func isOver(_ hub: TestHub) -> Bool {
        hub.ledger.events.contains { event in
            if case .ended(let ended) = event { ended.attempt.run.uuid.high != 9 } else { false }
        }
    }

    private func expectBalance(_ hub: TestHub) {
        var stored = Set<String>()
        var ends = 0
        var listed: [Int] = []
        for event in hub.ledger.events {
            switch event {
            case .outcome(_, let outcome):
                if case .stored(let locator) = outcome.result { stored.insert(locator) }
            case .ended(let ended) where ended.attempt.run.uuid.high != 9:
                ends += 1
                #expect(ended.verdict == .succeeded, "\(ended)")
            case .listing(let listing): listed.append(listing.items.count)
            default: break
            }
        }
        #expect(stored.count == 1)
        #expect(ends == 1)
        #expect(listed.allSatisfy { $0 == 1 })
        for sequences in hub.ledger.sequences {
            #expect(sequences == (1...Int64(sequences.count)).map { $0 })
        }
    }

    @Test(arguments: ["before", "after"])
    func aHookThatKillsItsAgentIsMadeUpFor(moment: String) async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                let key = try await prepare(scratch, hub)
                let murder =
                    "echo \(moment) >> \(scratch)/trace; test -e \(scratch)/dead || "
                    + "{ touch \(scratch)/dead; kill -9 $PPID; }"
                let calm = "echo $HOLDFAST_RUN_STATUS >> \(scratch)/trace"
                let hooks =
                    moment == "before"
                    ? Hooks(before: murder, after: calm) : Hooks(before: calm, after: murder)
                let plan = try plan(hub, scratch, hooks: hooks)
                try await makeVault(scratch, hub, key, order(plan))
                // It dies by its own hook.
                try await live(scratch) { _ in
                    let (link, _) = try await hub.greet(agent: key)
                    try await link.send(.configuration(plan))
                    _ = try? await link.wait { _ in false }
                }
                try await live(scratch) { _ in
                    let (link, _) = try await hub.greet(agent: key)
                    try await link.wait(until: isEnd)
                }
                expectBalance(hub)
                let trace = try await runProgram("cat", ["\(scratch)/trace"])
                let expected =
                    moment == "before"
                    ? "before\ninterrupted\nbefore\nsucceeded\n" : "\nafter\nafter\n"
                #expect(trace.text == expected)
            }
        }
    }

    /// Killed when the hub has heard so many messages: before, in and behind the backup.
    @Test(arguments: [2, 3, 4, 5, 6]) func aKilledAgentGoesOnAndNothingIsLostOrDoubled(
        messages: Int
    ) async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                let key = try await prepare(scratch, hub)
                let plan = try plan(hub, scratch)
                try await makeVault(scratch, hub, key, order(plan))
                for kill in 0..<4 where !isOver(hub) {
                    try await live(scratch) { _ in
                        let (link, hello) = try await hub.greet(agent: key)
                        if hello.configuration == nil { try await link.send(.configuration(plan)) }
                        var heard = 0
                        _ = try? await link.wait { message in
                            heard += 1
                            // The last one lives on to the end.
                            return kill < 3 && heard >= messages + kill || isEnd(message)
                        }
                    }
                }
                expectBalance(hub)
            }
        }
    }
}
