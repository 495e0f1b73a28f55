internal import Synchronization
package import Values

/// What went to a location and came from it.
package struct StorageFigures: Hashable, Sendable {
    /// How often each call was made, also in vain.
    package var calls: [StorageCall: Int] = [:]
    package var failures: [StorageCall: Int] = [:]
    package var sent: Int64 = 0
    package var received: Int64 = 0

    package init() {}
}

/// Counts calls and bytes, as they pass.
package final class MeteredStorage: Storage {
    private let storage: any Storage
    private let counted = Mutex(StorageFigures())

    package init(_ storage: any Storage) {
        self.storage = storage
    }

    package var figures: StorageFigures { counted.withLock { $0 } }

    /// Begins to count anew; what was counted.
    @discardableResult
    package func reset() -> StorageFigures {
        counted.withLock { figures in
            defer { figures = StorageFigures() }
            return figures
        }
    }

    package var place: String { storage.place }
    package var traits: StorageTraits { storage.traits }

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        let metered = body.seen { [self] reader in
            MeteredReader(reader) { [self] count in
                counted.withLock { $0.sent += Int64(count) }
            }
        }
        try await counting(.put) { try await storage.put(name, metered, rule) }
    }

    package func get(
        _ name: ObjectName, _ range: Range<Int64>?
    ) async throws -> any ObjectReader {
        let reader = try await counting(.get) { try await storage.get(name, range) }
        return MeteredReader(reader) { [self] count in
            counted.withLock { $0.received += Int64(count) }
        }
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try await counting(.head) { try await storage.head(name) }
    }

    package func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await counting(.list) { try await storage.list(folder, take) }
    }

    package func delete(_ name: ObjectName) async throws {
        try await counting(.delete) { try await storage.delete(name) }
    }

    package func space() async throws -> StorageSpace? {
        try await counting(.space) { try await storage.space() }
    }

    package func sweep(before moment: Timestamp) async throws -> Int {
        try await counting(.sweep) { try await storage.sweep(before: moment) }
    }

    package func close() async { await storage.close() }

    private func counting<Result>(
        _ call: StorageCall, _ body: () async throws -> Result
    ) async throws -> Result {
        counted.withLock { $0.calls[call, default: 0] += 1 }
        do {
            return try await body()
        } catch {
            counted.withLock { $0.failures[call, default: 0] += 1 }
            throw error
        }
    }
}

/// Tells how large each piece is that passes.
private final class MeteredReader: ObjectReader {
    private let reader: any ObjectReader
    private let count: @Sendable (Int) -> Void

    init(_ reader: any ObjectReader, _ count: @escaping @Sendable (Int) -> Void) {
        self.reader = reader
        self.count = count
    }

    var length: Int64? { reader.length }

    func next() async throws -> [UInt8]? {
        let piece = try await reader.next()
        if let piece { count(piece.count) }
        return piece
    }
}
