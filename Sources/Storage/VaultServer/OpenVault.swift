internal import Cryptography
internal import LocalStorage
internal import RESTProtocol
internal import Storage
internal import Values

/// A vault as one client sees it, for the time of one request.
struct OpenVault: Sendable {
    let path: VaultPath
    let client: VaultClient
    let storage: LocalStorage
    let folder: ServedFolder
    let usage: UsageBook
    let gate: SealGate
    let clients: any VaultClients

    /// Throws what the client is told while there is no vault, or no disk.
    func requireThere() async throws {
        guard try await folder.isThere(path) else { throw VaultRefusal.noVault }
    }

    func about() async throws -> ServedVault {
        let isThere = try await folder.isThere(path)
        let space = isThere ? try await storage.space() : nil
        var (free, total) = (space?.free, space?.total)
        try await countUsage()
        for bound in client.bounds {
            let left = ByteCount(max(0, bound.most.bytes - (usage.used(below: bound.path) ?? 0)))
            free = min(free ?? left, left)
            total = min(total ?? bound.most, bound.most)
        }
        return ServedVault(right: client.right, isThere: isThere, free: free, total: total)
    }

    /// What lies below the paths that the client is held to, counted once.
    func countUsage() async throws {
        for path in client.bounds.map(\.path) where usage.used(below: path) == nil {
            let isThere = try await folder.isThere(path)
            let size = isThere ? try await folder.storage(of: path).size() : ByteCount(0)
            usage.begin(path, with: size.bytes)
        }
    }

    /// Throws what the client is told where it has no part in the source that an object is of.
    func requirePart(in name: ObjectName, isChange: Bool) async throws {
        guard let place = SourcePlace(name), isChange || place.isSealed else { return }
        guard try await clients.admits(client, to: place.source, isChange: isChange) else {
            throw VaultRefusal.foreign
        }
    }

    /// The same at the moment in which an object gets its name: whoever may not come any more has
    /// come in vain.
    func requireStillThere(for name: ObjectName) async throws {
        let source = SourcePlace(name)?.source
        guard try await clients.admits(client, to: source, isChange: true) else {
            throw VaultRefusal.foreign
        }
    }

    /// Of an object that is there, read from the disk.
    @concurrent
    func digest(of name: ObjectName) async throws -> SHA256Digest {
        try await withTaskExecutorPreference(folder.pool) {
            var hash = SHA256()
            let reader = try await storage.get(name, nil)
            while let piece = try await reader.next() { hash.update(piece) }
            return hash.finish()
        }
    }
}
