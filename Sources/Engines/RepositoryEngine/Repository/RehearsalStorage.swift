internal import Engine
internal import Storage
internal import Values

/// A location at which nothing is stored and nothing is removed, though both seem to succeed: for
/// saying what would be.
final class RehearsalStorage: Storage {
    private let storage: any Storage

    init(_ storage: any Storage) {
        self.storage = storage
    }

    var place: String { storage.place }
    var traits: StorageTraits { storage.traits }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {}
    func delete(_ name: ObjectName) async throws {}
    func sweep(before moment: Timestamp) async throws -> Int { 0 }

    func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        try await storage.get(name, range)
    }

    func head(_ name: ObjectName) async throws -> ObjectInfo? { try await storage.head(name) }

    func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await storage.list(folder, take)
    }

    func space() async throws -> StorageSpace? { try await storage.space() }
    func close() async { await storage.close() }
}

extension RepositoryVault {
    /// The same, but that nothing becomes of what is stored in it.
    var rehearsal: RepositoryVault {
        RepositoryVault(
            storage: RehearsalStorage(storage), config: config, key: key, keyID: keyID,
            settings: settings)
    }
}
