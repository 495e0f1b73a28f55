package import Storage
package import Values

/// A location in front of another. Whoever conforms says what is different; everything else goes on
/// to `base`.
package protocol ForwardingStorage: Storage {
    var base: any Storage { get }
}

extension ForwardingStorage {
    package var place: String { base.place }
    package var traits: StorageTraits { base.traits }

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try await base.put(name, body, rule)
    }

    package func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        try await base.get(name, range)
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try await base.head(name)
    }

    package func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await base.list(folder, take)
    }

    package func delete(_ name: ObjectName) async throws { try await base.delete(name) }
    package func space() async throws -> StorageSpace? { try await base.space() }

    package func sweep(before moment: Timestamp) async throws -> Int {
        try await base.sweep(before: moment)
    }

    package func close() async { await base.close() }
}
