internal import Cron
internal import Cryptography
internal import Domain
package import Host
package import Store
package import Telemetry
internal import Values

/// Fires sources that lie on no agent's machine. What is due follows from the store alone, and a
/// run is called after its firing: nothing is fired twice, and what was due while the hub was away
/// is caught up as an agent would.
package struct PoolFiring: Sendable {
    package typealias Stores = PoolScheduleStore & RunStore & HubStore & AuditStore

    private static let pause = Duration.seconds(5)
    /// As many are read at once.
    private static let looksMax = 500
    /// Of a run that the hub may have given out in what it lost when it was restored: higher than
    /// any that was given then, so that whoever gets it asks the vaults first whether it was done.
    private static let lostFence: Int64 = 1000

    private let store: any Stores
    private let zones: ZoneBook
    private let desk: RunDesk
    private let clock: WallClock
    private let log: Logger

    package init(
        store: any Stores, zones: ZoneBook, desk: RunDesk, clock: WallClock, log: Logger
    ) {
        self.store = store
        self.zones = zones
        self.desk = desk
        self.clock = clock
        self.log = log
    }

    /// Runs until the task is cancelled.
    package func run() async {
        await RepeatedLook(
            every: Self.pause, log: log, failed: "sources of the pool are fired later"
        )
        .run { try await look() }
    }

    /// Fires what is due now; nothing while the hub is frozen.
    package func look() async throws {
        guard try await store.hub()?.frozen == nil else { return }
        let now = clock.now
        // Where one of them could not be looked at, the next look tries again.
        while try await lookAtSome(now) == Self.looksMax {}
    }

    /// Notes until when nothing is due, after what was due is in the store.
    ///
    /// - Returns: at how many it looked.
    private func lookAtSome(_ now: Timestamp) async throws -> Int {
        let pairs = try await store.poolSchedules(at: now, limit: Self.looksMax)
        var looks: [PoolLook] = []
        do {
            try await pairs.forEachAnyway { pair in
                let next = try await look(at: pair, now)
                let most = now + PoolSchedule.noteMost
                looks.append(PoolLook(at: pair.pair, until: next.map { min($0, most) } ?? most))
            }
        } catch {
            try await store.noteLooks(looks)
            throw error
        }
        try await store.noteLooks(looks)
        return looks.count
    }

    /// - Returns: when something is due next; nil for nothing in sight.
    private func look(at pair: PoolSchedule, _ now: Timestamp) async throws -> Timestamp? {
        let zone: Zone
        do {
            zone = try await zones.zone(named: pair.schedule.time.zone)
        } catch {
            log.warning(
                "a source of the pool is not fired: its schedule's time zone is unknown here",
                ["source": pair.source.id.description])
            return nil
        }
        let origin = Firing(
            schedule: pair.schedule.id, source: pair.source.id, time: pair.schedule.effective)
        let jitter = origin.jitter(most: pair.schedule.jitter)
        let effective = pair.schedule.effective
        let through = pair.last.map { max($0 + jitter, effective) } ?? effective
        let span = FiringSpan(
            of: pair.schedule, source: pair.source.id, in: zone, after: min(through, now),
            through: now)
        for decision in span.decisions {
            switch decision {
            case .fire(let firing): try await fire(firing, of: pair.source, now)
            case .skip(let firing, let reason):
                try await begin(firing, of: pair.source, now) { _ in reason }
            }
        }
        return span.next
    }

    private func fire(_ firing: Firing, of source: Source, _ now: Timestamp) async throws {
        try await begin(try await unspent(firing, of: source, now), of: source, now) { open in
            guard source.isEnabled else { return .disabled }
            let waiting = open.filter { $0.position.state == .queued && $0.position.attempt == 1 }
            let decision = OverlapRule.decide(
                source.overlap, active: open.count > waiting.count, isOneWaiting: !waiting.isEmpty)
            if case .skip(let reason) = decision { return reason }
            return nil
        }
    }

    /// A clock that ran ahead left out as missed what had not come yet. The names of those runs are
    /// given away, so that what is due of them is fired a millisecond later.
    private func unspent(
        _ firing: Firing, of source: Source, _ now: Timestamp
    ) async throws -> Firing {
        var firing = firing
        while true {
            let id = firing.run { SHA256.hash($0).bytes }
            guard let run = try await store.run(id, of: source.tenant),
                run.position.state == .skipped, run.created > now
            else { return firing }
            firing = Firing(
                schedule: firing.schedule, source: firing.source,
                time: firing.time + .milliseconds(1))
        }
    }

    /// - Parameter skips: Why it does not begin, by the runs of the source that have not ended.
    private func begin(
        _ firing: Firing, of source: Source, _ now: Timestamp,
        _ skips: @escaping @Sendable ([Run]) -> SkipReason?
    ) async throws {
        let id = firing.run { SHA256.hash($0).bytes }
        guard try await store.run(id, of: source.tenant) == nil else { return }
        let isLost = try await store.gap().map { firing.time <= $0.to } ?? false
        let position = RunPosition(fence: isLost ? Self.lostFence : 0)
        let run = try await store.startRun(
            about: RunSubject(source: source.id), of: source.tenant
        ) { around in
            var run = Run(
                id: id, tenant: source.tenant, kind: .backup, cause: .firing(firing),
                subject: RunSubject(source: source.id, vaults: around.vaults.map(\.id)),
                position: position, created: now)
            let reason = around.source?.place == .pool ? skips(around.open) : .gone
            if let reason { try run.take(.skip(reason), at: now) }
            var page = RunPage(run)
            if let reason {
                page.note(.init(.skipped, code: reason.rawValue), at: now, received: now)
            } else {
                page.note(.init(.queued, attempt: 1), at: now, received: now)
            }
            return .new(page, [])
        }
        _ = desk.begun(run)
    }
}
