internal import Storage
internal import Values

/// A location as it would be with a vault's marker, for looking at one that has none. Nothing is
/// written through it.
struct MarkedStorage: Storage {
    private let base: any Storage
    private let marker: VaultMarker

    init(_ base: any Storage, _ marker: VaultMarker) {
        self.base = base
        self.marker = marker
    }

    var place: String { base.place }
    var traits: StorageTraits { base.traits }

    func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        guard name == ArchiveLayout.marker, range == nil else {
            return try await base.get(name, range)
        }
        return BytesReader(marker.encoded)
    }

    func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try await base.head(name)
    }

    func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await base.list(folder, take)
    }

    func space() async throws -> StorageSpace? { try await base.space() }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        throw refusal
    }

    func delete(_ name: ObjectName) async throws {
        throw refusal
    }

    func sweep(before moment: Timestamp) async throws -> Int {
        throw refusal
    }

    func close() async {}

    private var refusal: StorageError {
        StorageError(.denied, "\(place) is only looked at")
    }
}
