import AgentProtocol
import Cryptography
import Domain
import Glibc
import Host
import RepositorySupport
import Storage
import Synchronization
import TestSupport
import Testing
import Values

@testable import AgentCore

/// What can be seen in a vault of a run that ended, was taken away, or died at the worst moment;
/// stock tools look at the vaults afterwards.
@Suite(.timeLimit(.minutes(10))) struct FenceTests {
    /// When the process dies: beside the object that makes a snapshot, or the one before it.
    enum Death: String, Sendable, CaseIterable {
        case beforeTheFence = "before the fence"
        case beforePublishing = "written down and not published"
        case afterPublishing = "published and not written down"

        func isNow(_ moment: WatchedPlaces.Moment, _ object: String) -> Bool {
            switch self {
            // Of an archive and of a repository, what comes last before.
            case .beforeTheFence:
                moment == .after && (object.hasSuffix("SHA256SUMS") || object.hasPrefix("index/"))
            case .beforePublishing: moment == .before && Self.isSnapshot(object)
            case .afterPublishing: moment == .after && Self.isSnapshot(object)
            }
        }

        static func isSnapshot(_ object: String) -> Bool {
            object.hasSuffix("complete.json") || object.hasPrefix("snapshots/")
        }
    }

    static let signer = SigningHub(key: key(1))
    static let keys = AgentKeys(signing: key(2), box: box(3))

    static func key(_ byte: UInt8) -> SigningKey {
        guard let key = SigningKey(seed: Secret(String(repeating: "\(byte)", count: 32))) else {
            preconditionFailure("seeds have 32 bytes")
        }
        return key
    }

    static func box(_ byte: UInt8) -> BoxPrivateKey {
        guard let key = BoxPrivateKey(Secret(String(repeating: "\(byte)", count: 32))) else {
            preconditionFailure("keys have 32 bytes")
        }
        return key
    }

    private static func agent(
        in scratch: String, life: UInt64, places: any PlaceOpening = FolderPlaces()
    ) async throws -> TestAgent {
        try await TestAgent(
            in: scratch, of: nil, incarnation: number(life), keys: keys, hub: signer,
            places: places)
    }

    /// An agent with something to read, whose source is due, and a vault for it.
    private static func prepare(
        in scratch: String, _ format: KnownVault.Format, isDue: Bool = true
    ) async throws -> ConfiguredVault {
        let agent = try await agent(in: scratch, life: 1)
        _ = try await runProgram("sh", ["-c", "echo one > \(scratch)/data/one"])
        let vault =
            format == .archive ? try await agent.keyedVault(7) : try agent.vault(7, .repository)
        try await agent.make(vault)
        let plan = try configuration(
            sources: [source(paths: ["\(scratch)/data"])], vaults: [vault],
            cron: isDue ? "@yearly" : "0 0 29 2 *",
            effective: agent.wall.now - .seconds(isDue ? 366 * 86_400 : 60),
            hub: agent.identity.hub)
        try await agent.book.adopt(signer.sign(plan))
        await agent.close()
        return vault
    }

    private func ends(_ story: [String]) -> Bool { story.contains { $0.hasPrefix("ended") } }

    /// How many snapshots stock tools find, each of them whole.
    private func snapshots(
        in scratch: String, _ format: KnownVault.Format
    ) async throws -> Int {
        if format == .repository {
            let restic = UpstreamRestic(
                .v018, "\(scratch)/vaults/7", password: "correct horse")
            let rows = try await restic.snapshots()
            func tags(_ name: String) -> [String] {
                rows.flatMap(\.tags).filter { $0.hasPrefix(name) }
            }
            let (runs, sources) = (tags("holdfast-run:"), tags("holdfast-source:"))
            #expect(runs.count == rows.count && Set(runs).count == rows.count)
            #expect(sources.count == rows.count && Set(sources).count <= 1)
            // The lock of a process that was killed is there until somebody looks.
            try await restic.succeed(["check", "--no-lock", "--read-data"])
            return rows.count
        }
        let outcome = try await runProgram(
            "sh",
            [
                "-ec",
                """
                cd \(scratch)
                for made in $(find vaults/7 -name complete.json); do
                    (
                        cd $(dirname $made)
                        sha256sum --quiet -c SHA256SUMS
                        for part in payload.part*; do age -d -i \(scratch)/key $part; done |
                            zstd -dc | tar -xO --wildcards '*/one'
                    )
                done
                """,
            ])
        #expect(outcome.status == 0, "\(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.allSatisfy { $0 == "one" })
        return lines.count
    }

    // MARK: Deaths

    @Test(arguments: Death.allCases, [KnownVault.Format.archive, .repository])
    func whoeverDiesThereHasOneSnapshotInTheEnd(
        death: Death, format: KnownVault.Format
    ) async throws {
        try await withScratchFolder { scratch in
            _ = try await Self.prepare(in: scratch, format)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [scratch = scratch as String, death = death.rawValue as String] in
                let places = WatchedPlaces { moment, object in
                    let isNow = Death(rawValue: death)?.isNow(moment, object) ?? false
                    if isNow { kill(getpid(), SIGKILL) }
                }
                let agent = try await Self.agent(in: scratch, life: 2, places: places)
                _ = try await agent.run { try await agent.until { _ in false } }
            }
            let isPublished = death == .afterPublishing
            #expect(try await snapshots(in: scratch, format) == (isPublished ? 1 : 0))
            let agent = try await Self.agent(in: scratch, life: 3)
            let story = try await agent.run { try await agent.until(ends) }
            await agent.close()
            #expect(story.filter { $0 == "stored" }.count == 1, "\(story)")
            #expect(story.last == "ended succeeded", "\(story)")
            // What the vault has is not read again.
            #expect(story.contains("began 2") == !isPublished, "\(story)")
            #expect(
                story.filter { $0 == "finalizing" }.count == (death == .beforePublishing ? 2 : 1),
                "\(story)")
            #expect(try await snapshots(in: scratch, format) == 1)
        }
    }

    /// A run that the hub gave out is the hub's to give out again, unless its snapshot is there.
    @Test(arguments: [Death.beforePublishing, .afterPublishing])
    func aGivenRunEndsAsTheVaultSays(death: Death) async throws {
        try await withScratchFolder { scratch in
            let vault = try await Self.prepare(in: scratch, .archive, isDue: false)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [scratch = scratch as String, death = death.rawValue as String] in
                let places = WatchedPlaces { moment, object in
                    let isNow = Death(rawValue: death)?.isNow(moment, object) ?? false
                    if isNow { kill(getpid(), SIGKILL) }
                }
                let agent = try await Self.agent(in: scratch, life: 2, places: places)
                let known = try #require(agent.book.configuration)
                let order = RunOrder(
                    attempt: RunAttempt(run: number(60), attempt: 1, fence: 1), kind: .backup,
                    source: known.sources.first, vaults: known.vaults)
                _ = try await agent.run {
                    _ = try await agent.runner.offer(order, standing: .active)
                    return try await agent.until { _ in false }
                }
            }
            _ = vault
            let agent = try await Self.agent(in: scratch, life: 3)
            // A hub that sees it come back hears of the run, and takes it for no lost one.
            #expect(try await agent.journal.claimedRuns().map(\.id) == [number(60)])
            let story = try await agent.run { try await agent.until(ends) }
            #expect(try await agent.journal.claimedRuns().map(\.id) == [number(60)])
            await agent.close()
            let isPublished = death == .afterPublishing
            #expect(story.last == (isPublished ? "ended succeeded" : "ended failed"), "\(story)")
            #expect(story.contains("stored") == isPublished)
            #expect(try await snapshots(in: scratch, .archive) == (isPublished ? 1 : 0))
        }
    }

    // MARK: Runs that are not the agent's any more

    enum Loss: String, Sendable, CaseIterable {
        case cancelled, takenOver = "taken over", leaseExpired = "lease expired"
    }

    /// Right before the last object but one is written, the run ends or is somebody else's.
    @Test(arguments: Loss.allCases, [KnownVault.Format.archive, .repository])
    func whatIsFencedOffIsNeverPublished(loss: Loss, format: KnownVault.Format) async throws {
        try await withScratchFolder { scratch in
            _ = try await Self.prepare(in: scratch, format, isDue: false)
            let attempt = RunAttempt(run: number(60), attempt: 1, fence: 4)
            let (losses, lose) = AsyncStream<Void>.makeStream()
            let places = WatchedPlaces { moment, object in
                if Death.beforeTheFence.isNow(moment, object) { lose.finish() }
            }
            let agent = try await Self.agent(in: scratch, life: 2, places: places)
            let known = try #require(agent.book.configuration)
            let order = RunOrder(
                attempt: attempt, kind: .backup, source: known.sources.first,
                vaults: known.vaults, lease: loss == .leaseExpired ? .nanoseconds(1) : nil)
            try await agent.run {
                _ = try await agent.runner.offer(order, standing: .active)
                for await _ in losses {}
                switch loss {
                case .cancelled: try await agent.runner.cancel(attempt)
                case .takenOver: try await agent.runner.lose(attempt)
                case .leaseExpired: break
                }
                for await _ in agent.runner.wake.strokes() {
                    if await agent.runner.activeCount == 0 { break }
                }
            }
            let story = try await agent.journal.story()
            await agent.close()
            if loss == .leaseExpired {
                #expect(story == ["began 1"])
                #expect(try await snapshots(in: scratch, format) == 0)
            }
            // The others race with the last object, on purpose: either nothing is there, or it was
            // written down that it would be.
            let isThere = try await snapshots(in: scratch, format) == 1
            if isThere {
                #expect(story.contains("finalizing"), "\(story)")
                if loss == .cancelled { #expect(story.contains("stored"), "\(story)") }
            }
            // Whoever is quicker than the word that ends it has succeeded.
            #expect(!story.contains("ended succeeded") || isThere, "\(story)")
        }
    }

    /// The network was away while the last object was sent, for as long as somebody else needed to
    /// take the run over: it is not sent again.
    @Test(arguments: [KnownVault.Format.archive, .repository])
    func whatIsSentAgainIsAskedAgain(format: KnownVault.Format) async throws {
        try await withScratchFolder { scratch in
            _ = try await Self.prepare(in: scratch, format, isDue: false)
            let tries = Mutex(0)
            let (firstTry, failing) = AsyncStream<Void>.makeStream()
            let (outage, over) = AsyncStream<Void>.makeStream()
            var places = WatchedPlaces { moment, object in
                guard moment == .before, Death.isSnapshot(object) else { return }
                let isFirst = tries.withLock { tries in
                    tries += 1
                    return tries == 1
                }
                guard isFirst else { return }
                failing.finish()
                for await _ in outage {}
                throw StorageError(.unreachable, "the network is away")
            }
            places.isRetried = true
            let agent = try await Self.agent(in: scratch, life: 2, places: places)
            let known = try #require(agent.book.configuration)
            let order = RunOrder(
                attempt: RunAttempt(run: number(60), attempt: 1, fence: 4), kind: .backup,
                source: known.sources.first, vaults: known.vaults)
            try await agent.run {
                _ = try await agent.runner.offer(order, standing: .active)
                for await _ in firstTry {}
                // Written down where the fence looks, and told to nobody who would stop the run.
                try await agent.journal.lose(number(60))
                over.finish()
                for await _ in agent.runner.wake.strokes() {
                    if await agent.runner.activeCount == 0 { break }
                }
            }
            await agent.close()
            #expect(tries.withLock { $0 } == 1)
            #expect(try await snapshots(in: scratch, format) == 0)
        }
    }

    /// The same decisions without a race: the journal alone says no.
    @Test func theJournalLetsNobodyPublishWhoseRunIsOver() async throws {
        try await withJournal { journal, _ in
            let order = RunOrder(
                attempt: RunAttempt(run: number(60), attempt: 1, fence: 4), kind: .backup,
                source: source(),
                vaults: [
                    ConfiguredVault(id: number(7), format: .archive, place: "file:/v", secrets: [])
                ])
            _ = try await journal.offer(
                order, active: 0, capacity: 2, standing: .active, isAllowed: true)
            #expect(try await journal.finalize(order.attempt) == false)
            _ = try await journal.begin(number(60))
            let later = RunAttempt(run: number(60), attempt: 1, fence: 5)
            #expect(try await journal.finalize(later) == false)
            #expect(try await journal.finalize(order.attempt))
            #expect(try await journal.finalize(order.attempt))
            try await journal.cancel(number(60), isActive: true)
            #expect(try await journal.finalize(order.attempt) == false)
            try await journal.lose(number(60))
            #expect(try await journal.finalize(order.attempt) == false)
            #expect(try await journal.story() == ["began 1", "finalizing"])
        }
    }

    /// An order may have lain in a buffer while its process was paused: only the hub's answer to a
    /// question makes its lease one. Of an hour, because a test may wait long for its turn.
    @Test func aLeaseThatTheHubNeverConfirmedIsNone() async {
        let now = ContinuousClock.now
        let given = RunControl(lease: RunLease(.seconds(3600), from: now))
        #expect(!given.mayPublish && given.stop == .lost)
        let answered = RunControl(lease: RunLease(.seconds(3600), from: now))
        answered.renewLease(from: now)
        #expect(answered.mayPublish)
        // What was answered before is no answer to what is asked now.
        let (asks, silent) = (Bell(), RunControl(lease: RunLease(.milliseconds(50), from: now)))
        silent.renewLease(from: now)
        await silent.confirmLease(ContinuousClock())
        #expect(silent.stop == .lost)
        let asking = RunControl(lease: RunLease(.seconds(3600), from: now), asks: asks)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await asking.confirmLease(ContinuousClock()) }
            group.addTask {
                var strokes = 0
                for await _ in asks.strokes() {
                    strokes += 1
                    asking.renewLease(from: .now)
                    if strokes == 2 || asking.mayPublish { return }
                }
            }
        }
        #expect(asking.mayPublish && asking.stop == nil)
    }

    @Test func aLeaseEndsByItselfAndARenewedOneDoesNot() {
        let now = ContinuousClock.now
        let expired = RunControl(lease: RunLease(.seconds(3600), from: now - .seconds(3601)))
        #expect(!expired.mayPublish && expired.stop == .lost)
        expired.renewLease(from: now)
        #expect(!expired.mayPublish)
        let renewed = RunControl(lease: RunLease(.seconds(3600), from: now - .seconds(1800)))
        renewed.renewLease(from: now)
        #expect(renewed.mayPublish && renewed.isLeased)
        #expect(RunControl().mayPublish)
    }
}
