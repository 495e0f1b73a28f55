internal import Synchronization
package import Values

/// Makes calls again that failed in a way that may pass, each time after a longer pause, until
/// patience ends. Reading goes on at the byte where it broke.
package final class RetryingStorage: Storage {
    private let storage: any Storage
    private let retrier: Retrier

    package init(
        _ storage: any Storage, policy: RetryPolicy = RetryPolicy(),
        clock: any Clock<Duration> = ContinuousClock(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        report: @escaping @Sendable (StorageRetry) -> Void = { _ in }
    ) {
        self.storage = storage
        retrier = Retrier(
            policy: policy, place: storage.place, clock: clock, random: random, report: report)
    }

    package var place: String { storage.place }
    package var traits: StorageTraits { storage.traits }

    /// A body that is not repeatable is sent again only when it has not been opened yet.
    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        let isSpent = Mutex(false)
        let noted = ObjectBody(length: body.length, isRepeatable: body.isRepeatable) {
            if !body.isRepeatable { isSpent.withLock { $0 = true } }
            return try await body.open()
        }
        // A body that ends too soon does so again.
        let mayRepeat = { (error: StorageError) in
            error.kind != .cutShort && !isSpent.withLock { $0 }
        }
        try await retrier.retrying(.put, name, mayRepeat: mayRepeat) { failures in
            if failures > 0 { try await body.beforeRepeating() }
            do {
                try await storage.put(name, noted, rule)
            } catch let error as StorageError where error.kind == .alreadyExists && failures > 0 {
                // Perhaps an earlier attempt stored it and only the answer was lost.
                guard body.isRepeatable, try await isStored(name, body) else { throw error }
            }
        }
    }

    /// Whether the object is what the body says, byte by byte.
    private func isStored(_ name: ObjectName, _ body: ObjectBody) async throws -> Bool {
        let (stored, wanted) = (try await storage.get(name, nil), try await body.open())
        var rest: ArraySlice<UInt8> = []
        while let piece = try await wanted.next() {
            var left = piece[...]
            while !left.isEmpty {
                if rest.isEmpty {
                    guard let next = try await stored.next() else { return false }
                    rest = next[...]
                }
                let count = min(rest.count, left.count)
                guard rest.prefix(count) == left.prefix(count) else { return false }
                rest = rest.dropFirst(count)
                left = left.dropFirst(count)
            }
        }
        guard rest.isEmpty else { return false }
        return try await stored.next() == nil
    }

    package func get(
        _ name: ObjectName, _ range: Range<Int64>?
    ) async throws -> any ObjectReader {
        let mayRepeat = { [storage] (error: StorageError) in
            guard error.kind == .cutShort, let end = range?.upperBound else { return true }
            return try await storage.holds(name, upTo: end)
        }
        let reader = try await retrier.retrying(.get, name, mayRepeat: mayRepeat) { _ in
            try await storage.get(name, range)
        }
        return ResumingReader(reader, of: name, range, in: storage, retrier: retrier)
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try await retrier.retrying(.head, name) { _ in try await storage.head(name) }
    }

    /// A listing that broke begins anew, without what was handed on already.
    package func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        let seen = Mutex<Set<ObjectName>>([])
        let hasTakerFailed = Mutex(false)
        let mayRepeat = { (_: StorageError) in !hasTakerFailed.withLock { $0 } }
        try await retrier.retrying(.list, folder, mayRepeat: mayRepeat) { _ in
            try await storage.list(folder) { batch in
                let fresh = seen.withLock { seen in batch.filter { seen.insert($0.name).inserted } }
                guard !fresh.isEmpty else { return }
                do {
                    try await take(fresh)
                } catch {
                    hasTakerFailed.withLock { $0 = true }
                    throw error
                }
            }
        }
    }

    package func delete(_ name: ObjectName) async throws {
        try await retrier.retrying(.delete, name) { _ in try await storage.delete(name) }
    }

    package func space() async throws -> StorageSpace? {
        try await retrier.retrying(.space, nil) { _ in try await storage.space() }
    }

    package func sweep(before moment: Timestamp) async throws -> Int {
        try await retrier.retrying(.sweep, nil) { _ in try await storage.sweep(before: moment) }
    }

    package func close() async {
        await storage.close()
    }
}
