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

    /// Takes a lock, which the caller releases.
    /// - Parameter patience: How long to wait for others.
    /// - Throws: `.locked`, saying who holds it.
    package func lock(
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
        let written = settings.clock.now
        let id = try await folder.write(lockFile(kind, at: written))
        do {
            // Two who looked at the same moment see each other now.
            try await settings.timer.sleep(for: RepositoryLock.settlingTime)
            try await requireNone(of: folder, against: kind, except: id)
        } catch {
            _ = await Task { try await folder.remove(id) }.result
            throw error
        }
        let lock = RepositoryLock(kind, folder, id: id, written: written)
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
    /// - Parameter all: Also those that are held. Only for people who know that nobody is at work.
    /// - Returns: What was removed.
    @discardableResult
    package func unlock(all: Bool = false) async throws -> [LockFile] {
        let folder = LockFolder(vault: self)
        var removed: [LockFile] = []
        for found in try await folder.all() {
            let state = found.lock.state(
                at: settings.clock.now, seenBy: settings.owner.hostName)
            guard all || state != .held else { continue }
            try await folder.remove(found.id)
            removed.append(found.lock)
        }
        return removed
    }
}
