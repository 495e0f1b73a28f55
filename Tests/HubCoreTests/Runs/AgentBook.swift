import AgentProtocol
import Cryptography
import Domain
import Host
import HubCore
import Store
import StoreSupport
import TestSupport
import Values

/// The journal of an agent, as a test writes it, and the hub that reads it.
struct AgentBook {
    let scene: RunScene
    let incarnation: ID<Incarnation>
    let time: SettableTime
    private(set) var records: [JournalRecord] = []

    init(
        _ scene: RunScene, _ incarnation: ID<Incarnation> = Sample.id(),
        time: SettableTime = SettableTime()
    ) {
        self.scene = scene
        self.incarnation = incarnation
        self.time = time
    }

    var vault: ID<KnownVault> { scene.vault.id }

    static func id(_ firing: Firing) -> ID<Run> { firing.run { SHA256.hash($0).bytes } }

    mutating func write(_ event: RunEvent) {
        records.append(
            JournalRecord(
                sequence: Int64(records.count) + 1, time: time.clock.now, event: event))
    }

    mutating func began(_ firing: Firing, attempt: Int = 1, vaults: [ID<KnownVault>]? = nil) {
        write(
            .began(
                RunBegan(
                    attempt: RunAttempt(run: Self.id(firing), attempt: attempt, fence: 0),
                    kind: .backup, firing: firing, vaults: vaults ?? [vault])))
    }

    mutating func stored(_ run: ID<Run>, _ locator: String, attempt: Int = 1) {
        write(
            .outcome(
                run,
                VaultOutcome(
                    vault: vault, attempt: attempt, result: .stored(locator: locator),
                    size: ByteCount(10))))
    }

    mutating func ended(
        _ run: ID<Run>, _ verdict: RunVerdict = .succeeded, attempt: Int = 1, fence: Int64 = 0
    ) {
        write(
            .ended(
                RunEnded(
                    attempt: RunAttempt(run: run, attempt: attempt, fence: fence),
                    verdict: verdict, entries: 3, content: ByteCount(100), issues: 0)))
    }

    mutating func line(_ run: ID<Run>, _ text: String) {
        write(.line(RunLine(run: run, level: .info, text: text)))
    }

    /// A whole run that went well.
    mutating func whole(_ firing: Firing) {
        let run = Self.id(firing)
        began(firing)
        line(run, "reading")
        write(.finalizing(RunAttempt(run: run, attempt: 1, fence: 0)))
        stored(run, run.description)
        ended(run)
    }

    func intake(through peer: Int = 0, feed: RunFeed = RunFeed()) -> RecordIntake {
        RecordIntake(
            store: scene.world.peers[peer], feed: feed, clock: time.clock,
            ids: IDSource(clock: time.clock))
    }

    /// Sends records, all of them where no range is given.
    @discardableResult
    func send(
        _ range: ClosedRange<Int64>? = nil, as agent: ID<Agent>? = nil, through peer: Int = 0,
        offset: Duration = .zero
    ) async throws -> RecordIntake.Taken {
        let range = range ?? 1...Int64(records.count)
        let batch = RecordBatch(
            incarnation: incarnation,
            records: records.filter { range.contains($0.sequence) })
        return try await intake(through: peer).take(
            batch, from: agent ?? scene.agent.id, offset: offset)
    }

    func run(_ firing: Firing) async throws -> Run? {
        try await scene.world.store.run(Self.id(firing), of: scene.tenant)
    }

    func events(_ run: ID<Run>) async throws -> [KnownEvent] {
        try await scene.world.store.events(of: run, in: scene.tenant, after: 0, limit: 500)
    }

    func snapshots(includingGone: Bool = false) async throws -> [KnownSnapshot] {
        try await scene.world.store.snapshots(
            of: scene.tenant, matching: SnapshotFilter(includesGone: includingGone),
            PageRequest()
        ).items
    }
}
