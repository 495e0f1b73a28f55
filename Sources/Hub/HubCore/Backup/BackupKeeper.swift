internal import Domain
package import Host
package import Store
internal import Synchronization
package import Telemetry
internal import Values

/// Has the hub backed up by its plan, and says when that does not go well. What lies in the folder
/// is what counts: a hub that was started anew goes on from there.
package actor BackupKeeper {
    package typealias Stores = HubStore & AlertStore & AuditStore & TenantStore

    private static let pause = Duration.seconds(60)
    private static let retryPause = Duration.seconds(900)

    private let plan: BackupPlan?
    private let backup: HubBackup
    private let store: any Stores
    private let clock: WallClock
    private let log: Logger
    /// What is overdue is so from the start on, where there never was a backup.
    private let started: Timestamp
    private var retryFrom: Timestamp?
    /// Told to pages, which do not wait for a backup that goes on.
    private nonisolated let told: Mutex<BackupStanding?>

    /// - Parameter plan: nil where the hub is backed up by somebody else, or not at all.
    package init(
        plan: BackupPlan?, backup: HubBackup, store: any Stores, clock: WallClock, log: Logger
    ) {
        self.plan = plan
        self.backup = backup
        self.store = store
        self.clock = clock
        self.log = log
        started = clock.now
        told = Mutex(plan.map { BackupStanding($0) })
    }

    /// As of the last look; nil where the hub makes no backups of itself.
    package nonisolated var standing: BackupStanding? { told.withLock(\.self) }

    /// Runs until the task is cancelled.
    package func run() async {
        guard let plan else { return }
        let looks = RepeatedLook(
            every: Self.pause, log: log, failed: "the hub is backed up later")
        guard await looks.once({ try await look(plan) }) else { return }
        await looks.run { try await look(plan) }
    }

    /// One look: makes a backup if one is due. A hub that nobody has confirmed yet, or set up,
    /// makes none: those that are there are better.
    package func look(_ plan: BackupPlan) async throws {
        guard let hub = try await store.hub(), hub.frozen == nil else { return }
        let now = clock.now
        // One that is further off was said by a clock that was wrong.
        if let retryFrom, now < retryFrom, now + Self.retryPause >= retryFrom { return }
        var newest: Timestamp?
        do {
            newest = try await items(plan, hub.id, now).first?.made
            guard isDue(newest, plan, now) else { return }
            let made = try await backup.make(in: plan.folder, sealed: plan.seal())
            newest = made.manifest.made
            retryFrom = nil
            try await backup.keep(
                anchors: AuditAnchors(store: store).lines(), of: made.manifest.made,
                in: plan.folder, of: hub.id)
            _ = try await backup.keepNewest(plan.keep, in: plan.folder, of: hub.id)
            _ = try await items(plan, hub.id, now)
            log.info("the hub was backed up", ["file": made.path.description])
            if let ahead = standing?.ahead, ahead > 0 {
                log.warning(
                    "backups of the hub are dated in the future and not counted",
                    ["count": "\(ahead)"])
            }
            try await store.note(
                AlertChanges(cleared: [.hubBackupFailed, .hubBackupOverdue]), of: .hub, at: now)
        } catch let error where !(error is CancellationError) {
            retryFrom = now + Self.retryPause
            log.error("the hub could not be backed up", ["reason": LoggedError(error)])
            var wrong: Set<AlertCondition> = [.hubBackupFailed]
            if now >= plan.overdueFrom(newest ?? started) { wrong.insert(.hubBackupOverdue) }
            try await store.note(AlertChanges(observed: wrong), of: .hub, at: now)
        }
    }

    /// Those that can be believed, the newest first.
    private func items(
        _ plan: BackupPlan, _ hub: ID<Hub>, _ now: Timestamp
    ) async throws -> [BackupFolder.Item] {
        let items = try await backup.items(in: plan.folder, of: hub)
        told.withLock { $0?.note(items, at: now) }
        return items.filter { !$0.isAhead(of: now) }
    }

    private func isDue(_ newest: Timestamp?, _ plan: BackupPlan, _ now: Timestamp) -> Bool {
        guard let newest else { return true }
        return now >= newest + plan.interval
    }
}
