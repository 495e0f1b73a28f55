package import Storage
internal import Values

/// A fixture's location behind a decorator, which must keep every promise as well.
package struct DecoratedFixture: StorageFixture {
    package let name: String
    private let base: any StorageFixture
    private let decorate: @Sendable (any Storage) -> any Storage

    package init(
        _ name: String, _ base: any StorageFixture,
        _ decorate: @escaping @Sendable (any Storage) -> any Storage
    ) {
        self.name = "\(name) \(base.name)"
        self.base = base
        self.decorate = decorate
    }

    package var keepsObjectsInMemory: Bool { base.keepsObjectsInMemory }

    package func withStorage(_ body: (LentStorage) async throws -> Void) async throws {
        try await base.withStorage { lent in
            try await body(
                LentStorage(
                    decorate(lent.storage), other: decorate(lent.other),
                    abandonPut: lent.abandonPut))
        }
    }

    package static let all: [any StorageFixture] = [
        DecoratedFixture("retrying", MemoryFixture()) { RetryingStorage($0) },
        DecoratedFixture("retrying", LocalFixture()) { RetryingStorage($0) },
        DecoratedFixture("metered", MemoryFixture()) { MeteredStorage($0) },
        DecoratedFixture("faultless", MemoryFixture()) { FaultyStorage($0, []) },
        DecoratedFixture("throttled", MemoryFixture()) { storage in
            let limit = BandwidthLimit(perSecond: .gibibytes(64))
            return ThrottledStorage(storage, upload: limit, download: limit)
        },
    ]
}
