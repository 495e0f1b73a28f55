internal import Engine
internal import Host
internal import Storage
internal import Synchronization
internal import Values

/// The locks of a repository, as they lie in its vault.
struct LockFolder: Sendable {
    struct Found: Sendable {
        let id: ObjectID
        let lock: LockFile
    }

    let vault: RepositoryVault

    /// One that cannot be read: whose it is cannot be told.
    struct Unreadable: Sendable {
        let listed: RepositoryVault.Listed
        let fault: EngineError
    }

    /// Every lock. One that goes away meanwhile was released.
    /// - Throws: `.damaged` for one that cannot be read.
    func all() async throws -> [Found] {
        let (found, unreadable) = try await readAll()
        if let first = unreadable.first { throw first.fault }
        return found
    }

    func readAll() async throws -> (found: [Found], unreadable: [Unreadable]) {
        var found: [Found] = []
        var unreadable: [Unreadable] = []
        for listed in try await vault.list(.locks) {
            do {
                let lock = try await read(listed.id)
                if let lock { found.append(Found(id: listed.id, lock: lock)) }
            } catch let error as EngineError where error.kind == .damaged {
                unreadable.append(Unreadable(listed: listed, fault: error))
            }
        }
        return (found, unreadable)
    }

    private func read(_ id: ObjectID) async throws -> LockFile? {
        do {
            return try LockFile(parsing: try await vault.document(id, in: .locks))
        } catch {
            let fault = EngineError(reading: error, of: "lock \(id.short)")
            let cause = fault.underlying as? StorageError
            if cause?.kind == .notFound { return nil }
            throw fault
        }
    }

    func state(of found: Found) -> LockFile.State {
        // Agents live for weeks: what this process left behind is not to wait for its end.
        if let own = ProcessMark.current, found.lock.process == own, !LocksInUse.contains(found.id)
        {
            return .dead
        }
        return found.lock.state(
            at: vault.settings.clock.now, seenBy: vault.settings.owner.hostName)
    }

    /// The locks that stand in the way of one of this kind. Those of processes of this machine that
    /// have ended are removed first.
    func obstacles(to kind: RepositoryLock.Kind, except own: ObjectID?) async throws -> [Found] {
        var obstacles: [Found] = []
        for found in try await all() where found.id != own {
            if state(of: found) == .dead {
                try await removeDead(found.id)
            } else if kind == .exclusive || found.lock.isExclusive {
                obstacles.append(found)
            }
        }
        return obstacles
    }

    /// Where nothing may be removed, it stays and stops nobody.
    private func removeDead(_ id: ObjectID) async throws {
        do {
            try await remove(id)
        } catch {
            guard vault.storage.traits.isAppendOnly else { throw error }
        }
    }

    func write(_ lock: LockFile) async throws -> ObjectID {
        let (id, sealed) = try vault.seal(lock.encoded)
        LocksInUse.insert(id)
        do {
            try await vault.put(id, in: .locks, .bytes(sealed))
        } catch {
            // Perhaps it is there all the same.
            LocksInUse.remove(id)
            throw error
        }
        return id
    }

    func remove(_ id: ObjectID) async throws {
        LocksInUse.remove(id)
        do {
            try await vault.storage.delete(RepositoryLayout.object(.locks, id))
        } catch {
            throw EngineError(error, at: vault.place)
        }
    }

    /// What to tell whoever is kept out.
    func refusal(by obstacles: [Found]) -> EngineError {
        let now = vault.settings.clock.now
        let lines = obstacles.prefix(3).map { found in
            let lock = found.lock
            let minutes = max(0, (now - lock.time).components.seconds / 60)
            let kind = lock.isExclusive ? "alone" : "with others"
            let age =
                state(of: found) == .stale
                ? "; it was not refreshed for \(minutes) minutes, so its owner may be gone: "
                    + "`unlock` removes it"
                : ""
            return "\(lock.holder) works on it \(kind) since \(lock.time)\(age)"
        }
        return EngineError(
            .locked, "\(vault.place) is locked: " + lines.joined(separator: "; "))
    }
}
