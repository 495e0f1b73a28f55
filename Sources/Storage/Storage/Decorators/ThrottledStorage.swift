package import Values

/// Keeps to bandwidth limits, which several locations may share. What goes through while nothing is
/// limited goes as it would alone.
package final class ThrottledStorage: Storage {
    private let storage: any Storage
    package let upload: BandwidthLimit?
    package let download: BandwidthLimit?

    package init(
        _ storage: any Storage, upload: BandwidthLimit? = nil, download: BandwidthLimit? = nil
    ) {
        self.storage = storage
        self.upload = upload
        self.download = download
    }

    package var place: String { storage.place }
    package var traits: StorageTraits { storage.traits }

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        guard let upload, upload.holdsBack else { return try await storage.put(name, body, rule) }
        let limited = body.seen { ThrottledReader($0, limit: upload) }
        try await storage.put(name, limited, rule)
    }

    package func get(
        _ name: ObjectName, _ range: Range<Int64>?
    ) async throws -> any ObjectReader {
        let reader = try await storage.get(name, range)
        guard let download, download.holdsBack else { return reader }
        return ThrottledReader(reader, limit: download)
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try await storage.head(name)
    }

    package func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await storage.list(folder, take)
    }

    package func delete(_ name: ObjectName) async throws { try await storage.delete(name) }

    package func space() async throws -> StorageSpace? { try await storage.space() }

    package func sweep(before moment: Timestamp) async throws -> Int {
        try await storage.sweep(before: moment)
    }

    package func close() async { await storage.close() }
}
