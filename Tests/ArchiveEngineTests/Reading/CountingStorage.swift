import Storage
import Synchronization
import Values

/// Counts what is read from a location.
final class CountingStorage: Storage {
    struct Count: Sendable {
        var requests = 0
        var bytes = 0
        var names: [String] = []
    }

    private final class Reader: ObjectReader {
        let base: any ObjectReader
        let storage: CountingStorage

        init(_ base: any ObjectReader, _ storage: CountingStorage) {
            self.base = base
            self.storage = storage
        }

        func next() async throws -> [UInt8]? {
            let piece = try await base.next()
            storage.count.withLock { $0.bytes += piece?.count ?? 0 }
            return piece
        }
    }

    let base: any Storage
    private let count = Mutex(Count())

    init(_ base: any Storage) {
        self.base = base
    }

    func take() -> Count {
        count.withLock { count in
            defer { count = Count() }
            return count
        }
    }

    var place: String { base.place }
    var traits: StorageTraits { base.traits }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try await base.put(name, body, rule)
    }

    func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        count.withLock {
            $0.requests += 1
            $0.names.append("\(name.lastPart)")
        }
        return Reader(try await base.get(name, range), self)
    }

    func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try await base.head(name)
    }

    func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await base.list(folder, take)
    }

    func delete(_ name: ObjectName) async throws {
        try await base.delete(name)
    }

    func space() async throws -> StorageSpace? { try await base.space() }

    func sweep(before moment: Timestamp) async throws -> Int {
        try await base.sweep(before: moment)
    }

    func close() async { await base.close() }
}
