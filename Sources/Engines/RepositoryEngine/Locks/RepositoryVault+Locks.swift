internal import Engine
internal import Host
internal import Storage
internal import Values

extension RepositoryVault {
    /// Between two tries for a lock that others hold.
    private static let lockRetry = Duration.seconds(5)
    /// For locks that cannot be read: where writing is not seen at once everywhere, they may be
    /// readable soon.
    private static let unreadablePauses = [Duration.seconds(5), .seconds(10), .seconds(20)]

    /// Takes a lock for changing the repository, which the caller releases.
    /// - Parameter patience: How long to wait for others.
    /// - Throws: `.locked`, saying who holds it; `.foreignVault` for one of format 1, which its own
    ///   programs would not read any more with what is written here.
    package func lock(
        _ kind: RepositoryLock.Kind, patience: Duration = .zero
    ) async throws -> RepositoryLock {
        guard config.version >= 2 else {
            throw EngineError(
                .foreignVault,
                "\(place) is a repository of format 1, which is read and not changed: `restic "
                    + "migrate upgrade_repo_v2` makes it one of format 2")
        }
        return try await lockAnyVersion(kind, patience: patience)
    }

    /// The same for what leaves packs, index and snapshots as they are.
    func lockAnyVersion(
        _ kind: RepositoryLock.Kind, patience: Duration = .zero
    ) async throws -> RepositoryLock {
        var waited = Duration.zero
        while true {
            do {
                return try await tryLock(kind)
            } catch {
                guard waited < patience, let refusal = error as? EngineError,
                    refusal.kind == .locked
                else { throw EngineError(error, at: place) }
            }
            try await settings.timer.sleep(for: Self.lockRetry)
            waited += Self.lockRetry
        }
    }

    /// Runs `body` under a lock, and releases it however that ends.
    package func withLock<Result: Sendable>(
        _ kind: RepositoryLock.Kind, patience: Duration = .zero,
        _ body: (RepositoryLock) async throws -> Result
    ) async throws -> Result {
        let lock = try await lock(kind, patience: patience)
        do {
            let result = try await body(lock)
            await lock.release()
            return result
        } catch {
            await lock.release()
            throw error
        }
    }

    private func tryLock(_ kind: RepositoryLock.Kind) async throws -> RepositoryLock {
        let folder = LockFolder(vault: self)
        try await requireNone(of: folder, against: kind, except: nil)
        let now = LockMoment(settings)
        let id = try await folder.write(lockFile(kind, at: now.written))
        do {
            // Two who looked at the same moment see each other now.
            try await settings.timer.sleep(for: RepositoryLock.settlingTime)
            try await requireNone(of: folder, against: kind, except: id)
        } catch {
            _ = await Task { try await folder.remove(id) }.result
            throw error
        }
        let lock = RepositoryLock(kind, folder, id: id, written: now)
        lock.keepFresh()
        return lock
    }

    private func requireNone(
        of folder: LockFolder, against kind: RepositoryLock.Kind, except own: ObjectID?
    ) async throws {
        let obstacles = try await obstacles(folder, kind, own)
        guard obstacles.isEmpty else { throw folder.refusal(by: obstacles) }
    }

    private func obstacles(
        _ folder: LockFolder, _ kind: RepositoryLock.Kind, _ own: ObjectID?
    ) async throws -> [LockFolder.Found] {
        for pause in Self.unreadablePauses {
            do {
                return try await folder.obstacles(to: kind, except: own)
            } catch {
                guard let error = error as? EngineError, error.kind == .damaged else {
                    throw error
                }
            }
            try await settings.timer.sleep(for: pause)
        }
        return try await folder.obstacles(to: kind, except: own)
    }

    func lockFile(_ kind: RepositoryLock.Kind, at time: Timestamp) -> LockFile {
        let owner = settings.owner
        let mark = ProcessMark.current
        return LockFile(
            time: time, isExclusive: kind == .exclusive, owner: owner,
            process: mark?.pid == owner.pid ? mark : nil)
    }

    /// Removes locks that nobody holds any more: of ended processes of this machine, and those that
    /// were not refreshed for half an hour.
    /// - Parameter all: Also those that are held, and those of which that cannot be told. Only for
    ///   people who know that nobody is at work.
    @discardableResult
    package func unlock(all: Bool = false) async throws -> UnlockReport {
        let folder = LockFolder(vault: self)
        let now = settings.clock.now
        var report = UnlockReport()
        let (found, unreadable) = try await folder.readAll()
        for one in found {
            guard all || folder.state(of: one) != .held else {
                report.held.append(one.lock)
                continue
            }
            try await folder.remove(one.id)
            report.removed.append(one.lock)
        }
        for one in unreadable {
            // Nobody refreshes a lock in its place: each refreshing is a new one.
            let isStale = one.listed.modified.map { now - $0 > LockFile.staleAfter } ?? false
            guard all || isStale else {
                report.unreadable.append(one.listed.id)
                continue
            }
            try await folder.remove(one.listed.id)
            report.removedUnreadable.append(one.listed.id)
        }
        return report
    }
}

/// What came of removing locks.
package struct UnlockReport: Sendable {
    package var removed: [LockFile] = []
    /// Those of somebody who may be at work.
    package var held: [LockFile] = []
    /// Those that could not be read, and are gone.
    package var removedUnreadable: [ObjectID] = []
    /// Those that could not be read, and are still there.
    package var unreadable: [ObjectID] = []

    package var isNothing: Bool {
        removed.isEmpty && held.isEmpty && removedUnreadable.isEmpty && unreadable.isEmpty
    }
}
