import Storage
import StorageSupport
import Synchronization

/// Counts what is read from a location.
final class CountingStorage: ForwardingStorage {
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

    func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        count.withLock {
            $0.requests += 1
            $0.names.append("\(name.lastPart)")
        }
        return Reader(try await base.get(name, range), self)
    }
}
