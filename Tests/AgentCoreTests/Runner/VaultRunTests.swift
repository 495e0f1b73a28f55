import AgentProtocol
import AgentSupport
import Cryptography
import Domain
import Host
import RepositorySupport
import StandAlone
import TestSupport
import Testing
import Values

@testable import AgentCore

/// Runs about a vault: given by a hub, done on real vaults, looked at with stock tools.
@Suite(.timeLimit(.minutes(10))) struct VaultRunTests {
    typealias Body = @Sendable (TestAgent, ConfiguredVault, String) async throws -> Void

    /// Lends an agent whose vault has one snapshot of its data, and the snapshot's name.
    private func withSnapshot(
        _ format: KnownVault.Format = .archive, places: any PlaceOpening = FolderPlaces(),
        policy: String = TestAgent.generous, data: String = "echo one >one; echo two >two",
        _ body: @escaping Body
    ) async throws {
        try await withScratchFolder { scratch in
            let agent = try await TestAgent(
                in: scratch, of: nil, policy: policy, hub: SigningHub(), places: places)
            let made = try await runProgram(
                "sh", ["-ec", "cd \(scratch)/data; mkdir ../restored; \(data)"])
            #expect(made.status == 0, "\(made.errorText)")
            let vault =
                format == .archive
                ? try await agent.keyedVault(7) : try agent.vault(7, .repository)
            try await agent.make(vault)
            let backup = RunOrder(
                attempt: RunAttempt(run: number(50), attempt: 1, fence: 1), kind: .backup,
                source: source(paths: ["\(scratch)/data"]), vaults: [vault])
            try await agent.run {
                try await agent.complete(backup)
                try await body(agent, vault, try await agent.stored(number(50)))
            }
            await agent.close()
        }
    }

    private func order(
        _ kind: RunKind, _ run: UInt64, _ vaults: [ConfiguredVault], snapshot: String? = nil,
        to destination: RunDestination? = nil, paths: [String] = [], leaving: [String] = [],
        terms: RestoreTerms? = nil, percent: Int? = nil, isWipe: Bool = false,
        stream: StreamTicket? = nil
    ) -> RunOrder {
        RunOrder(
            attempt: RunAttempt(run: number(run), attempt: 1, fence: 1), kind: kind,
            vaults: vaults, snapshot: snapshot, destination: destination, paths: paths,
            leaving: leaving, terms: terms, percent: percent, isWipe: isWipe,
            stream: stream)
    }

    private func shell(_ script: String) async throws -> String {
        let outcome = try await runProgram("sh", ["-ec", script])
        #expect(outcome.status == 0, "\(outcome.errorText)")
        return outcome.text
    }

    private static let both = [KnownVault.Format.archive, .repository]

    // MARK: Reading

    /// A reading of a large vault takes its minutes, and others store meanwhile.
    @Test(arguments: both)
    func aReadingIsDatedWhenItBegins(format: KnownVault.Format) async throws {
        try await withScratchFolder { scratch in
            let time = SettableTime()
            var places = WatchedPlaces(saw: { _, _ in })
            places.lists = { time.advance(by: .seconds(600)) }
            let agent = try await TestAgent(
                in: scratch, of: nil, wall: time.clock, hub: SigningHub(), places: places)
            let vault =
                format == .archive
                ? try await agent.keyedVault(7) : try agent.vault(7, .repository)
            try await agent.run {
                try await agent.make(vault)
                let began = time.clock.now
                let story = try await agent.complete(order(.check, 51, [vault]))
                #expect(story.last == "ended succeeded", "\(story)")
                let listings = try await agent.journal.everything().filter {
                    if case .listing = $0.event { true } else { false }
                }
                let last = try #require(listings.last)
                guard case .listing(let page) = last.event else { return }
                let asked = try #require(page.began)
                #expect(asked >= began && asked <= last.time - .seconds(600))
            }
            await agent.close()
        }
    }

    /// What is counted is what takes room there, to the byte.
    @Test(arguments: both)
    func whatLiesThereIsCountedWhereItIsWanted(format: KnownVault.Format) async throws {
        try await withSnapshot(format) { agent, vault, _ in
            func held() async throws -> ByteCount? {
                let last = try await agent.journal.everything().compactMap { record in
                    if case .listing(let listing) = record.event { listing } else { nil }
                }.last
                return try #require(last).held
            }
            let counted = ConfiguredVault(
                id: vault.id, format: vault.format, place: vault.place, secrets: vault.secrets,
                bandwidth: Bandwidth(upload: .mebibytes(64), download: .mebibytes(64)),
                isCounted: true)
            for (run, vault) in [(51, vault), (52, counted)] as [(UInt64, ConfiguredVault)] {
                let story = try await agent.complete(order(.check, run, [vault]))
                #expect(story.last == "ended succeeded", "\(story)")
                guard run == 52 else {
                    #expect(try await held() == nil)
                    continue
                }
                let folder = vault.place.dropFirst("file:".count)
                let sizes = try await shell(
                    "find \(folder) -type f ! -path '*/locks/*' -printf '%s '")
                let size = sizes.split(separator: " ").compactMap { Int64($0) }.reduce(0, +)
                let found = try #require(await held()).bytes
                // A lock that is on its way out may still be there.
                #expect((size...(size + 4096)).contains(found) && size > 0, "\(found) \(size)")
            }
        }
    }

    // MARK: Restoring

    @Test(arguments: both)
    func filesComeBackToAFolderUnderOtherNames(format: KnownVault.Format) async throws {
        try await withSnapshot(format) { agent, vault, snapshot in
            let scratch = agent.scratch
            let data = String("\(scratch)/data".dropFirst())
            let restore = order(
                .restore, 51, [vault], snapshot: snapshot,
                to: .folder(path: "\(scratch)/restored/new"), paths: ["/\(data)/one"],
                terms: RestoreTerms(moves: [RestoreTerms.Move(from: data, to: "www")]))
            let story = try await agent.complete(restore)
            #expect(story.last == "ended succeeded", "\(story)")
            #expect(
                try await shell("cd \(scratch)/restored/new; find . -type f; cat www/one")
                    == "./www/one\none\n")
        }
    }

    /// What is there, the rule, and what is there afterwards.
    @Test(arguments: [
        (RestoreTerms.Conflicts.overwrite, "succeeded", "one"),
        (.skip, "succeeded", "other"), (.rename, "succeeded", "one other"),
        (.fail, "failed", "other"),
    ])
    func whatIsThereIsDealtWithAsTheOrderSays(
        conflicts: RestoreTerms.Conflicts, verdict: String, left: String
    ) async throws {
        try await withSnapshot { agent, vault, snapshot in
            let scratch = agent.scratch
            let data = String("\(scratch)/data".dropFirst())
            _ = try await shell("echo other >\(scratch)/restored/one")
            let restore = order(
                .restore, 51, [vault], snapshot: snapshot,
                to: .folder(path: "\(scratch)/restored"), paths: ["/\(data)/one"],
                terms: RestoreTerms(
                    conflicts: conflicts, moves: [RestoreTerms.Move(from: data, to: nil)]))
            let story = try await agent.complete(restore)
            #expect(story.last == "ended \(verdict)", "\(story)")
            #expect(story.contains("planned 0 1") == (conflicts == .fail), "\(story)")
            let words = try await shell("cd \(scratch)/restored; cat * | sort")
            #expect(words.split(separator: "\n").joined(separator: " ") == left)
        }
    }

    @Test func aRehearsalOnlySaysWhatWouldBeDone() async throws {
        try await withSnapshot { agent, vault, snapshot in
            let restore = order(
                .restore, 51, [vault], snapshot: snapshot,
                to: .folder(path: "\(agent.scratch)/restored/not/there"),
                terms: RestoreTerms(conflicts: .overwrite, isRehearsal: true))
            let story = try await agent.complete(restore)
            #expect(story.contains { $0.hasPrefix("planned") }, "\(story)")
            #expect(story.last == "ended succeeded", "\(story)")
            #expect(try await shell("find \(agent.scratch)/restored -mindepth 1").isEmpty)
        }
    }

    @Test(arguments: [(nil, "failed"), ("another", "failed"), ("web", "succeeded")])
    func inPlaceNeedsTheMachinesName(name: String?, verdict: String) async throws {
        let policy = TestAgent.generous.replacing("@/restored", with: "@/data")
        try await withSnapshot(policy: policy) { agent, vault, snapshot in
            let scratch = agent.scratch
            _ = try await shell("rm \(scratch)/data/one")
            let restore = order(
                .restore, 51, [vault], snapshot: snapshot, to: .inPlace,
                paths: ["\(String("\(scratch)/data".dropFirst()))"],
                terms: RestoreTerms(conflicts: .skip, confirmation: name))
            let story = try await agent.complete(restore)
            #expect(story.last == "ended \(verdict)", "\(story)")
            if verdict == "failed" { #expect(story.contains("failed not_confirmed"), "\(story)") }
            let left = try await shell("cat \(scratch)/data/one || true")
            #expect(left == (verdict == "succeeded" ? "one\n" : ""))
        }
    }

    /// Somebody on the machine puts another folder in the place of the one that was judged.
    @Test func aRestoreGoesWhereItWasJudgedToGo() async throws {
        try await withScratchFolder { scratch in
            try await blocking {
                _ = try Folder.openOrMake(FilePath("\(scratch)/restored/in"))
                try DurableFile.replace(
                    FilePath("\(scratch)/policy.toml"),
                    with: Array("restore = [\"\(scratch)/restored\"]".utf8))
                let book = PolicyBook(at: FilePath("\(scratch)/policy.toml"))
                let folder = try book.openForRestoring("\(scratch)/restored/in")
                let outer = try Folder(at: FilePath(scratch))
                try outer.rename(
                    RelativePath("restored"), to: RelativePath("moved"), replacement: .refused)
                _ = try Folder.openOrMake(FilePath("\(scratch)/restored/in"))
                let again = try folder.reopened()
                let moved = try Folder(at: FilePath("\(scratch)/moved/in")).status()
                #expect(try again.status(path: "it").inode == moved.inode)
            }
        }
    }

    // MARK: Proving

    @Test(arguments: both)
    func aDrillMeasuresAndFindsDamage(format: KnownVault.Format) async throws {
        let data = "echo one >one; echo 'CREATE TABLE t (a); INSERT INTO t VALUES (1)' | sqlite3 db"
        try await withSnapshot(format, data: data) { agent, vault, snapshot in
            let good = order(.drill, 51, [vault], snapshot: snapshot)
            var story = try await agent.complete(good)
            #expect(story.contains("drilled well"), "\(story)")
            let measured = try await agent.journal.everything().compactMap { record in
                if case .drilled(let measured) = record.event { measured } else { nil }
            }
            #expect(measured.first?.databases == 1)
            #expect(measured.first?.files == 2)
            #expect((measured.first?.restoreTime ?? .zero) > .zero)
            // One byte of the largest object.
            _ = try await shell(
                """
                cd \(agent.scratch)/vaults/7
                big=$(find . -type f \\( -name 'payload*' -o -path './data/*' \\) -size +100c |
                    xargs ls -S | head -1)
                size=$(stat -c %s $big)
                chmod u+w $big
                printf XXXXXXXX | dd of=$big bs=1 seek=$((size / 3)) conv=notrunc 2>/dev/null
                """)
            let bad = order(.drill, 52, [vault], snapshot: snapshot)
            story = try await agent.complete(bad)
            #expect(story.last == "ended failed", "\(story)")
            let check = order(.check, 53, [vault], percent: 100)
            story = try await agent.complete(check)
            #expect(story.last == "ended failed" && story.contains("failed damaged"), "\(story)")
        }
    }

    @Test(arguments: [0, 50, 100])
    func aCheckReadsAsMuchAsItIsTold(percent: Int) async throws {
        try await withSnapshot { agent, vault, _ in
            let check = order(.check, 51, [vault], percent: percent)
            let story = try await agent.complete(check)
            #expect(story.last == "ended succeeded", "\(story)")
            let read = try await agent.journal.everything().compactMap { record in
                if case .ended(let ended) = record.event, ended.attempt.run == number(51) {
                    ended.content
                } else {
                    nil
                }
            }
            #expect((read.first ?? ByteCount(-1) > ByteCount(0)) || percent < 100)
        }
    }

    // MARK: Looking after

    @Test(arguments: both)
    func whatIsTakenAwayNeedsTheCredentialThatCameWithTheRun(
        format: KnownVault.Format
    ) async throws {
        // As a server that only lets the second credential delete.
        let places = WatchedPlaces { _, _ in
        } mayDelete: {
            $0.password.map { $0.revealed() == "may delete" } ?? false
        }
        try await withSnapshot(format, places: places) { agent, vault, snapshot in
            for (run, kind) in zip(UInt64(51)..., [RunKind.forget, .delete]) {
                let refused = order(kind, run, [vault], snapshot: snapshot, leaving: [snapshot])
                let story = try await agent.complete(refused)
                #expect(story.last == "ended failed", "\(kind): \(story)")
            }
            let keeper = ConfiguredVault(
                id: vault.id, format: vault.format, place: vault.place,
                secrets: vault.secrets + [try agent.seal("password", "may delete")])
            let forget = order(.forget, 55, [keeper], leaving: [snapshot])
            var story = try await agent.complete(forget)
            #expect(Array(story.suffix(3)) == ["listing 0", "done", "ended succeeded"])
            // Doing it again is harmless.
            let again = order(.delete, 56, [keeper], snapshot: snapshot)
            story = try await agent.complete(again)
            #expect(story.last == "ended succeeded", "\(story)")
            let prune = order(.prune, 57, [keeper])
            story = try await agent.complete(prune)
            // A repository without snapshots is emptied by who says that it is meant to be.
            let isEmptied = format == .archive
            let end = isEmptied ? ["done", "ended succeeded"] : ["failed damaged", "ended failed"]
            #expect(Array(story.suffix(2)) == end, "\(story)")
            let left = try await shell(
                "find \(agent.scratch)/vaults/7 -name 'payload*' -o -path '*/data/??/*' | wc -l")
            #expect((left == "0\n") == isEmptied)
            // Nothing of it stays on the machine.
            let traces = try await runProgram(
                "grep", ["-rl", "may delete", "\(agent.scratch)/agent"])
            #expect(traces.text.isEmpty)
        }
    }

    /// What another program stored goes as well, and the vault is stored in as before.
    @Test(arguments: both)
    func aVaultThatIsWipedIsEmptyAndGoesOn(format: KnownVault.Format) async throws {
        try await withSnapshot(format) { agent, vault, _ in
            let restic = UpstreamRestic(
                .v018, "\(agent.scratch)/vaults/7", password: "correct horse")
            if format == .repository {
                _ = try await shell(
                    """
                    cd \(agent.scratch)
                    echo other >other
                    export RESTIC_PASSWORD='correct horse'
                    '\(try UpstreamRestic.program(.v018))' -r vaults/7 --no-cache --quiet \\
                        backup other
                    """)
                #expect(try await restic.snapshots().count == 2)
            }
            var story = try await agent.complete(order(.prune, 51, [vault], isWipe: true))
            #expect(story.suffix(2) == ["done", "ended succeeded"], "\(story)")
            #expect(story.contains { $0.hasPrefix("listing 0") }, "\(story)")
            let left = try await shell(
                """
                cd \(agent.scratch)/vaults/7
                find . -name 'payload*' -o -name complete.json -o -path '*/data/??/*' \\
                    -o -path '*/index/*' -o -path '*/snapshots/*' -type f | wc -l
                """)
            #expect(left == "0\n")
            let backup = RunOrder(
                attempt: RunAttempt(run: number(52), attempt: 1, fence: 1), kind: .backup,
                source: source(paths: ["\(agent.scratch)/data"]), vaults: [vault])
            story = try await agent.complete(backup)
            #expect(story.last == "ended succeeded", "\(story)")
            if format == .repository {
                #expect(try await restic.snapshots().count == 1)
                try await restic.requireSound()
            }
        }
    }

    @Test func locksOfTheDeadGoAndThoseOfTheLivingStay() async throws {
        try await withSnapshot(.repository) { agent, vault, _ in
            let restic = UpstreamRestic(
                .v018, "\(agent.scratch)/vaults/7", password: "correct horse")
            // restic's own, which nobody refreshed for an hour.
            let lock = try await shell(
                """
                cd \(agent.scratch)
                export RESTIC_PASSWORD='correct horse'
                mkfifo pipe
                '\(try UpstreamRestic.program(.v018))' -r vaults/7 --no-cache --quiet \\
                    backup --stdin <pipe >/dev/null 2>&1 &
                exec 3>pipe
                until ls vaults/7/locks | grep -q .; do :; done
                kill -9 $!
                ls vaults/7/locks | wc -l
                """)
            #expect(lock == "1\n")
            let unlock = order(.unlock, 51, [vault])
            let story = try await agent.complete(unlock)
            #expect(story.last == "ended succeeded", "\(story)")
            #expect(try await restic.snapshots().count == 1)
        }
    }
}

extension TestAgent {
    /// Gives a run and waits for its end.
    @discardableResult
    func complete(_ order: RunOrder) async throws -> [String] {
        for await _ in runner.wake.strokes() {
            if await runner.activeCount == 0 { break }
        }
        let reply = try await runner.offer(order, standing: .active)
        guard reply.refusal == nil else { return ["refused \(reply.refusal?.rawValue ?? "")"] }
        for await _ in journal.recorded.strokes() {
            let records = try await journal.everything()
            let isOver = records.contains { record in
                if case .ended(let ended) = record.event {
                    ended.attempt.run == order.attempt.run
                } else {
                    false
                }
            }
            if isOver { break }
        }
        return try await journal.story()
    }

    /// What a backup's snapshot is called.
    func stored(_ run: ID<Run>) async throws -> String {
        for record in try await journal.everything() {
            if case .outcome(run, let outcome) = record.event,
                case .stored(let locator) = outcome.result
            {
                return locator
            }
        }
        throw CancellationError()
    }
}
