internal import Domain
package import Host
package import Store
internal import Synchronization
package import Telemetry
internal import Values

/// Has what comes into vaults copied to where their rules say. The store knows what is missing:
/// this remembers only how far it has looked, so that a look costs what came since.
package final class CopyKeeper: Sendable {
    private struct Pair: Hashable {
        let vault: ID<KnownVault>
        let target: ID<KnownVault>
    }

    private struct Seen {
        var until: Timestamp
        /// When everything was looked at last.
        var whole: Timestamp
        /// Sources that something goes on with, or that could not be copied: when to try again.
        var waiting: [ID<Source>: Timestamp]
    }

    /// Nobody waits for a copy, and a look costs little where nothing came.
    private static let pause = Duration.seconds(5)
    /// What could not be copied is tried again so often.
    private static let retryPause = Duration.seconds(1800)
    /// Everything is looked at anew so often: a new rule, or what was damaged and is good again.
    private static let wholePause = Duration.seconds(12 * 3600)
    /// What is written by another hub at this moment may be seen a little later.
    private static let lateness = Duration.seconds(60)

    private let store: any CopyStore & HubStore
    private let desk: RunDesk
    private let clock: WallClock
    private let log: Logger
    private let seen = Mutex<[Pair: Seen]>([:])

    package init(
        store: any CopyStore & HubStore, desk: RunDesk, clock: WallClock, log: Logger
    ) {
        self.store = store
        self.desk = desk
        self.clock = clock
        self.log = log
    }

    /// Runs until the task is cancelled.
    package func run() async {
        await RepeatedLook(every: Self.pause, log: log, failed: "snapshots are copied later")
            .run { try await look() }
    }

    /// One look at every rule; none while the hub is frozen.
    package func look() async throws {
        guard try await store.hub()?.frozen == nil else { return }
        var pairs: Set<Pair> = []
        var rules: [(vault: KnownVault, target: ID<KnownVault>)] = []
        var request: PageRequest? = PageRequest(limit: PageRequest.limitMax)
        while let wanted = request {
            let page = try await store.copiedVaults(wanted)
            for vault in page.items {
                for rule in vault.copies {
                    pairs.insert(Pair(vault: vault.id, target: rule.target))
                    rules.append((vault, rule.target))
                }
            }
            request = page.following
        }
        let known = pairs
        seen.withLock { seen in seen = seen.filter { known.contains($0.key) } }
        try await rules.forEachAnyway { try await look(from: $0.vault, to: $0.target) }
    }

    private func look(from vault: KnownVault, to target: ID<KnownVault>) async throws {
        let (now, pair) = (clock.now, Pair(vault: vault.id, target: target))
        let last = seen.withLock { $0[pair] }
        let isWhole = last.map { now < $0.whole || now >= $0.whole + Self.wholePause } ?? true
        let found = try await store.sourcesToCopy(
            from: vault.id, to: target,
            arrivedSince: isWhole ? nil : last.map { $0.until - Self.lateness })
        var waiting = isWhole ? [:] : last?.waiting ?? [:]
        for source in found where waiting[source] == nil { waiting[source] = now }
        for (source, due) in waiting where due <= now {
            if !found.contains(source) {
                let rest = try await store.snapshotsToCopy(
                    of: source, from: vault.id, to: target, of: vault.tenant, limit: 1)
                if rest.isEmpty {
                    waiting[source] = nil
                    continue
                }
            }
            waiting[source] = try await begin(source, from: vault, to: target, now)
        }
        let left = waiting
        seen.withLock {
            $0[pair] = Seen(until: now, whole: isWhole ? now : last?.whole ?? now, waiting: left)
        }
    }

    /// - Returns: When it is to be tried again; nil where it has begun, or nobody ever could.
    private func begin(
        _ source: ID<Source>, from vault: KnownVault, to target: ID<KnownVault>, _ now: Timestamp
    ) async throws -> Timestamp? {
        let last = try await desk.lastCopy(
            of: source, from: vault.id, to: target, in: vault.tenant)
        if let last {
            guard let ended = last.ended else { return now }
            let again = ended + Self.retryPause
            if last.position.state != .succeeded, now >= ended, now < again { return again }
        }
        do {
            _ = try await desk.copy(
                of: source, from: vault.id, to: target, of: vault.tenant, cause: .maintenance,
                by: .machine(at: ""))
            return nil
        } catch let error as StoreError where error.refusal == .noAgent {
            return now + Self.retryPause
        } catch let error as StoreError where error.refusal != nil || error.kind == .notFound {
            log.info(
                "snapshots are not copied: their agent does not reach the other vault",
                ["source": source.description, "vault": target.description])
            return nil
        }
    }
}
