import Storage
import Synchronization
import Values

/// A location that takes so many packs and then fails, or stands still.
final class FailingStorage: Storage {
    enum End: Sendable {
        case refuses
        /// Takes nothing until whoever waits is cancelled.
        case stalls
    }

    private let inner: any Storage
    private let end: End
    private let left: Mutex<Int>

    init(_ inner: any Storage, packs: Int, then end: End = .refuses) {
        self.inner = inner
        self.end = end
        left = Mutex(packs)
    }

    /// Packs that it still takes; less than none once one has been asked for that it does not.
    var room: Int { left.withLock { $0 } }

    var place: String { inner.place }
    var traits: StorageTraits { inner.traits }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        if name.text.hasPrefix("data/") {
            let isRefused = left.withLock { left in
                left -= 1
                return left < 0
            }
            if isRefused { try await refuse(name) }
        }
        try await inner.put(name, body, rule)
    }

    private func refuse(_ name: ObjectName) async throws {
        guard end == .stalls else {
            throw StorageError(.denied, "no more packs", object: name)
        }
        let nothing = AsyncStream<Never> { _ in }
        for await _ in nothing {}
        throw CancellationError()
    }

    func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        try await inner.get(name, range)
    }

    func head(_ name: ObjectName) async throws -> ObjectInfo? { try await inner.head(name) }

    func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await inner.list(folder, take)
    }

    func delete(_ name: ObjectName) async throws { try await inner.delete(name) }
    func space() async throws -> StorageSpace? { try await inner.space() }

    func sweep(before moment: Timestamp) async throws -> Int {
        try await inner.sweep(before: moment)
    }

    func close() async { await inner.close() }
}
