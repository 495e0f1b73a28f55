import StandAlone
import Storage
import Values

@testable import AgentCore

/// Folders of this machine, with somebody who sees every object that is written or removed.
struct WatchedPlaces: PlaceOpening {
    enum Moment: String, Sendable, CaseIterable {
        case before, after
    }

    let saw: @Sendable (Moment, String) async throws -> Void
    /// Called before a folder is listed.
    var lists: @Sendable () -> Void = {}
    /// Whether what fails in a way that may pass is tried again.
    var isRetried = false
    /// Says whether an object may be removed, by the password that came for the place.
    var mayDelete: @Sendable (CredentialBook.Entry) -> Bool = { _ in true }

    func open(
        _ address: String, _ credentials: CredentialBook.Entry, makesFolder: Bool
    ) async throws -> any Storage {
        let storage = try await FolderPlaces().open(
            address, credentials, makesFolder: makesFolder)
        let watched = WatchedStorage(
            storage, saw, lists, mayDelete: mayDelete(credentials))
        guard isRetried else { return watched }
        return RetryingStorage(watched, policy: RetryPolicy(firstDelay: .milliseconds(1)))
    }
}

private final class WatchedStorage: Storage {
    private let storage: any Storage
    private let saw: @Sendable (WatchedPlaces.Moment, String) async throws -> Void
    private let lists: @Sendable () -> Void
    private let mayDelete: Bool

    init(
        _ storage: any Storage,
        _ saw: @escaping @Sendable (WatchedPlaces.Moment, String) async throws -> Void,
        _ lists: @escaping @Sendable () -> Void, mayDelete: Bool
    ) {
        self.storage = storage
        self.saw = saw
        self.lists = lists
        self.mayDelete = mayDelete
    }

    var place: String { storage.place }
    var traits: StorageTraits { storage.traits }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try await saw(.before, "\(name)")
        try await storage.put(name, body, rule)
        try await saw(.after, "\(name)")
    }

    func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        try await storage.get(name, range)
    }

    func head(_ name: ObjectName) async throws -> ObjectInfo? { try await storage.head(name) }

    func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        lists()
        try await storage.list(folder, take)
    }

    func delete(_ name: ObjectName) async throws {
        // A lock is its owner's to remove, also where nothing else may be.
        guard mayDelete || "\(name)".hasPrefix("locks/") else {
            throw StorageError(.denied, "nothing is deleted here", object: name)
        }
        try await storage.delete(name)
    }

    func space() async throws -> StorageSpace? { try await storage.space() }
    func sweep(before moment: Timestamp) async throws -> Int {
        try await storage.sweep(before: moment)
    }
    func close() async { await storage.close() }
}
